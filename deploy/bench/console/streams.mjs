// The overview's first load, file by file, and what so many open streams cost the server's process (resident, KiB).
import { createRequire } from 'module';
import http from 'http';
import fs from 'fs';
const require = createRequire(import.meta.url);
const { chromium } = require(process.env.PLAYWRIGHT);
const [base, n, pid] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const rss = () => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
const context = await browser.newContext(); const p = await context.newPage();
await p.goto(base + '/account'); await p.getByLabel('User name').fill('admin'); await p.getByLabel('Password').fill(process.env.ADMINPW); await p.locator('main form button').click(); await p.waitForFunction(() => location.pathname.startsWith('/account'));
await p.goto(base + '/admin/security-events');
let total = 0; const sizes = {};
const cdp = await context.newCDPSession(p);
await cdp.send('Network.enable'); await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
const urls = new Map(); cdp.on('Network.responseReceived', e => urls.set(e.requestId, e.response.url)); cdp.on('Network.loadingFinished', e => { sizes[urls.get(e.requestId)] = e.encodedDataLength; total += e.encodedDataLength; });
await p.goto(base + '/admin'); await new Promise(r => setTimeout(r, 3000));
console.log('first load of the overview, bytes on the wire:', total, JSON.stringify(sizes, null, 1));
const cookie = (await context.cookies(base)).map(c => `${c.name}=${c.value}`).join('; ');
await browser.close();
await new Promise(r => setTimeout(r, 8000));
const u = new URL(base); let got = 0, open = 0;
const before = rss();
for (let i = 0; i < n; i++) http.get({ host: u.hostname, port: u.port, path: '/admin/security-events/stream', headers: { cookie, accept: 'text/event-stream' }, agent: new http.Agent({ keepAlive: false }) }, a => { if (a.statusCode === 200) open++; else console.log(a.statusCode); a.on('data', d => got += d.length); });
for (let i = 0; i < 6; i++) { await new Promise(r => setTimeout(r, 5000)); console.log(`open ${open}, rss ${before} -> ${rss()} KiB: ${((rss() - before) / n).toFixed(0)} KiB each, received ${got}`); }
process.exit();
