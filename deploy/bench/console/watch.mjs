// Opens N live pages in Chromium and tells how old the newest row is: when it is placed, and, twice a second, while they watch.
import { createRequire } from 'module';
const require = createRequire(import.meta.url);
const { chromium } = require(process.env.PLAYWRIGHT);
const [base, n, seconds, path] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4]), process.argv[5]];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
const contexts = [];
const context = await browser.newContext();
const login = await context.newPage();
await login.goto(base + '/account');
await login.getByLabel('User name').fill('admin');
await login.getByLabel('Password').fill(process.env.ADMINPW);
await login.locator('main form button').click();
await login.waitForFunction(() => location.pathname.startsWith('/account'));
const state = await context.storageState();
const pages = [];
for (let i = 0; i < n; i++) { const c = await browser.newContext({ storageState: state }); const p = await c.newPage(); await p.goto(base + path); pages.push(p); }
await login.close();
// In the page: at each change, the age of the newest row.
for (const p of pages) await p.evaluate(() => { window.lags = []; window.rows = 0; new MutationObserver(l => { const t = document.querySelector('#events time'); window.rows += l.reduce((s, m) => s + m.addedNodes.length, 0); window.lags.push(Date.now() - new Date(t.dateTime)); window.last = new Date(t.dateTime).getTime(); }).observe(document.querySelector('#events'), { childList: true }); });
console.log('watching');
const behind = [];
const until = Date.now() + seconds * 1000;
while (Date.now() < until) { if (behind.length > 10 && behind.slice(-5).every(b => b > 6000)) break;  await new Promise(r => setTimeout(r, 500)); for (const p of pages) { const last = await p.evaluate(() => window.last); if (last) behind.push(Date.now() - last); } }
for (const p of pages) { const [l, rows] = await p.evaluate(() => [window.lags, window.rows]); l.sort((a, b) => a - b); console.log('page: updates', l.length, 'rows', rows, 'newest row when placed p50', l[Math.floor(l.length * .5)], 'ms, max', l.at(-1)); }
behind.sort((a, b) => a - b); console.log('age of the newest row seen, p50', behind[Math.floor(behind.length / 2)], 'p95', behind[Math.floor(behind.length * .95)], 'max', behind.at(-1));
await browser.close();
