// So many tokens a second by client credentials, an event each, and so many sign-ins a second, whose time is told. Development's clients and people.
import http from 'http';
const [base, seconds, rate, signins] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const u = new URL(base);
const post = (path, body, ip) => new Promise((ok, no) => {
  const t = performance.now();
  const r = http.request({ host: u.hostname, port: u.port, path, method: 'POST', agent, headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), 'X-Forwarded-For': ip, 'X-Forwarded-Proto': 'http' } }, a => { a.resume(); a.on('end', () => ok([a.statusCode, performance.now() - t])); });
  r.on('error', no); r.end(body);
});
const ip = n => `100.${64 + n % 60}.${(n >> 6) % 250}.${1 + n % 250}`;
const lat = [], codes = {}; let sent = 0, done = 0, n = Math.floor(Math.random() * 1e6);
const start = performance.now();
const pump = setInterval(() => { const due = Math.floor((performance.now() - start) / 1000 * rate); while (sent < due) { sent++; n++; post('/connect/token', `grant_type=client_credentials&client_id=demo-worker&client_secret=demo-worker-secret-for-development-and-nowhere-else`, ip(n)).then(([c]) => { done++; codes['e' + c] = (codes['e' + c] ?? 0) + 1; }); } }, 10);
let si = 0;
const sign = setInterval(() => { const due = Math.floor((performance.now() - start) / 1000 * signins); while (si < due) { si++; post('/connect/token', 'grant_type=password&client_id=demo-mobile&username=alice&password=tea-at-four-o-clock&scope=openid', ip(n + 7 * si)).then(([c, t]) => { codes['s' + c] = (codes['s' + c] ?? 0) + 1; lat.push(t); }); } }, 10);
setTimeout(async () => { clearInterval(pump); clearInterval(sign); await new Promise(r => setTimeout(r, 2000)); lat.sort((a, b) => a - b); console.log('events', done, 'in', seconds, 's; codes', JSON.stringify(codes), 'sign-in p50', lat[Math.floor(lat.length * .5)]?.toFixed(0), 'p95', lat[Math.floor(lat.length * .95)]?.toFixed(0), 'max', lat.at(-1)?.toFixed(0), 'n', lat.length); process.exit(); }, seconds * 1000);
