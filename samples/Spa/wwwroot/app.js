import { accessToken, expiresAt, refresh, settings, signOut, startSignIn, userInfo } from "./oidc.js";

const element = id => document.getElementById(id);

element("sign-in").addEventListener("click", () => attempt(startSignIn));
element("sign-out").addEventListener("click", () => attempt(signOut));
element("read").addEventListener("click", () => attempt(() => readOrders("/orders")));
element("read-offline").addEventListener("click", () => attempt(() => readOrders("/orders/offline")));
element("refresh").addEventListener("click", () => attempt(async () => {
  await show(await refresh());
  if (expiresAt()) say("Refreshed: a new access token and a new refresh token.");
}));
// Signing in or out in another tab is seen here at once.
addEventListener("storage", () => attempt(async () => show(await accessToken())));

await attempt(async () => show(await accessToken()));

async function show(token) {
  element("signed-out").hidden = token !== null;
  element("signed-in").hidden = token === null;
  if (token === null) return;

  const claims = await userInfo();
  element("name").textContent = claims?.name ?? claims?.sub ?? "";
  element("claims").replaceChildren(...Object.entries(claims ?? {}).flatMap(([name, value]) =>
    [text("dt", name), text("dd", typeof value === "object" ? JSON.stringify(value) : value)]));
  element("expires").textContent = expiresAt()?.toLocaleTimeString() ?? "";
}

async function readOrders(path) {
  const token = await accessToken();
  if (token === null) {
    await show(null);
    return say("The sign-in has ended.");
  }

  const response = await fetch(settings.orders_api + path, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) return say(`The API refused: ${response.status}`);
  const orders = await response.json();
  element("orders").replaceChildren(...orders.map(order =>
    text("li", `${order.number}: ${order.quantity} × ${order.item}, placed on ${order.placedOn}`)));
  say(`${orders.length} orders from ${path}.`);
}

async function attempt(action) {
  try {
    element("notice").hidden = true;
    await action();
  } catch (error) {
    say(error instanceof TypeError ? "A server cannot be reached. Are the issuer and Orders.Api running?" : error.message);
  }
}

function say(message) {
  element("notice").textContent = message;
  element("notice").hidden = false;
}

function text(name, content) {
  const created = document.createElement(name);
  created.textContent = content;
  return created;
}
