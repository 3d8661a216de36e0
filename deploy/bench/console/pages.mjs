// Opens pages in Chromium, one after the other: when the answer is complete, and when something is painted. Milliseconds.
import { createRequire } from 'module';
const require = createRequire(import.meta.url);
const { chromium } = require(process.env.PLAYWRIGHT);
import fs from 'fs';
const [base, tries, file] = process.argv.slice(2);
let paths = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
await page.goto(base + '/account');
await page.getByLabel('User name').fill('admin');
await page.getByLabel('Password').fill(process.env.ADMINPW);
await page.locator('main form button').click();
await page.waitForFunction(() => document.readyState === 'complete' && location.pathname.startsWith('/account'));
// One account and one event of this database, as its own pages name them.
const first = async (path, pattern) => { await page.goto(base + path); return pattern.exec(await page.content())[1]; };
const user = await first('/admin/users?q=user7', /\/admin\/users\/([0-9a-f-]{36})/), event = await first('/admin/security-events', /\/admin\/security-events\/([0-9a-f-]{36})/);
paths = paths.map(path => path.replace('%U', user).replace('%E', event));
const p = (a, q) => a.sort((x, y) => x - y)[Math.min(a.length - 1, Math.ceil(q * a.length) - 1)];
for (const path of paths) {
  const ttfb = [], fcp = []; let status, bytes;
  for (let i = 0; i < Number(tries); i++) {
    const r = await page.goto(base + path.replaceAll('%N', String(i)), { waitUntil: 'commit' });
    status = r.status();
    const t = await page.evaluate(() => new Promise(done => { const look = () => { const f = performance.getEntriesByName('first-contentful-paint')[0]; const n = performance.getEntriesByType('navigation')[0]; if (f && n.responseEnd) done({ f: f.startTime, t: n.responseEnd, b: n.transferSize }); else setTimeout(look, 5); }; look(); }));
    ttfb.push(t.t); fcp.push(t.f); bytes = t.b;
  }
  console.log(String(status), 'answer p50', p(ttfb, .5).toFixed(0).padStart(5), 'p95', p(ttfb, .95).toFixed(0).padStart(5), ' paint p50', p(fcp, .5).toFixed(0).padStart(5), 'p95', p(fcp, .95).toFixed(0).padStart(5), String(bytes).padStart(7), path);
}
await browser.close();
