// A public client of OpenID Connect: authorization code with PKCE (RFC 7636), rotation of refresh tokens, sign-out.
//
// The tokens are in localStorage, shared by the tabs of this origin: one sign-in is one token family, and a refresh
// token works once, so tabs with copies of their own would end each other's sign-in. What protects them is the
// content security policy: no script but this page's own can run here.

const tokensKey = "demo-spa.tokens";
const pendingKey = "demo-spa.sign-in";
const scope = "openid profile email offline_access orders.read";
const redirectUri = new URL("/callback.html", location.origin).href;
const refreshBeforeExpiry = 60_000;

export const settings = await (await fetch("/settings.json")).json();

let metadata;
async function discover() {
  if (!metadata) {
    const found = await (await fetch(`${settings.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`)).json();
    // OpenID Connect Discovery §4.3: metadata that names another issuer is not this issuer's.
    if (found.issuer.replace(/\/$/, "") !== settings.issuer.replace(/\/$/, "")) throw new Error("The metadata is another issuer's.");
    metadata = found;
  }
  return metadata;
}

/** Leaves the page for the issuer's login. */
export async function startSignIn() {
  const { authorization_endpoint } = await discover();
  const pending = { state: randomText(), nonce: randomText(), verifier: randomText() };
  // Of this tab alone: the answer comes back to it, and no other tab may consume it.
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  location.assign(withQuery(authorization_endpoint, {
    client_id: settings.client_id,
    response_type: "code",
    redirect_uri: redirectUri,
    scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: base64Url(new Uint8Array(challenge)),
    code_challenge_method: "S256",
  }));
}

/** Trades the code in the callback's address for tokens; throws with a message for the reader where it may not. */
export async function finishSignIn(callback) {
  const answer = callback.searchParams;
  const pending = JSON.parse(sessionStorage.getItem(pendingKey) ?? "null");
  sessionStorage.removeItem(pendingKey);
  if (!pending || answer.get("state") !== pending.state) throw new Error("This sign-in was not started in this tab.");
  const { issuer } = await discover();
  // RFC 9207 §2.4: an answer of another issuer is refused before anything in it is used.
  if (answer.get("iss") !== issuer) throw new Error("The answer came from another issuer.");
  if (answer.has("error")) throw new Error(answer.get("error") === "access_denied" ? "You did not allow it." : `The issuer refused: ${answer.get("error")}`);

  const tokens = await askForTokens({
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: redirectUri,
    code_verifier: pending.verifier,
  });
  requireOwnIdToken(tokens.id_token, issuer, pending.nonce);
  store(tokens);
}

/** A usable access token, refreshed first when it is about to expire; null when nobody is signed in. */
export async function accessToken() {
  const tokens = load();
  if (!tokens) return null;
  return tokens.expires_at - Date.now() > refreshBeforeExpiry ? tokens.access_token : refresh(tokens.refresh_token);
}

/** Trades the refresh token for the next pair and answers the new access token; null when the sign-in has ended. */
export function refresh(seen = load()?.refresh_token) {
  // One tab at a time, and whoever waited looks first whether another tab has done it.
  return navigator.locks.request("demo-spa.refresh", async () => {
    const tokens = load();
    if (!tokens) return null;
    if (tokens.refresh_token !== seen) return tokens.access_token;
    try {
      const next = await askForTokens({ grant_type: "refresh_token", refresh_token: tokens.refresh_token });
      // Signed out in another tab meanwhile: nothing is written back. The ID token of the sign-in stays, as the hint at sign-out.
      if (!load()) return null;
      store({ ...next, id_token: tokens.id_token });
      return next.access_token;
    } catch (error) {
      // Only a refusal ends the sign-in. When the issuer cannot be reached, the refresh token is as good as before.
      if (!(error instanceof Refusal)) throw error;
      localStorage.removeItem(tokensKey);
      return null;
    }
  });
}

/** What the issuer says about the person. */
export async function userInfo() {
  const { userinfo_endpoint } = await discover();
  const response = await fetch(userinfo_endpoint, { headers: { Authorization: `Bearer ${await accessToken()}` } });
  return response.ok ? response.json() : null;
}

/** Forgets the tokens here, and leaves for the issuer to end the session there (RP-Initiated Logout). */
export async function signOut() {
  const { end_session_endpoint } = await discover();
  const tokens = load();
  localStorage.removeItem(tokensKey);
  location.assign(withQuery(end_session_endpoint, {
    client_id: settings.client_id,
    ...(tokens && { id_token_hint: tokens.id_token }),
    post_logout_redirect_uri: new URL("/", location.origin).href,
  }));
}

/** When the access token ends; null when nobody is signed in. */
export function expiresAt() {
  const tokens = load();
  return tokens && new Date(tokens.expires_at);
}

class Refusal extends Error {}

async function askForTokens(parameters) {
  const { token_endpoint } = await discover();
  const response = await fetch(token_endpoint, {
    method: "POST",
    body: new URLSearchParams({ ...parameters, client_id: settings.client_id }),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  const message = `The issuer refused: ${answer.error_description ?? answer.error}`;
  throw response.status === 400 || response.status === 401 ? new Refusal(message) : new Error(message);
}

// OpenID Connect Core §3.1.3.7. The token came straight from the token endpoint, so its signature need not be checked (point 6).
function requireOwnIdToken(idToken, issuer, nonce) {
  const payload = idToken.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload), character => character.charCodeAt(0))));
  const isOurs = claims.iss === issuer && [claims.aud].flat().includes(settings.client_id)
    && claims.nonce === nonce && claims.exp * 1000 > Date.now();
  if (!isOurs) throw new Error("The ID token is not for this sign-in.");
}

function store({ access_token, refresh_token, id_token, expires_in }) {
  localStorage.setItem(tokensKey, JSON.stringify({ access_token, refresh_token, id_token, expires_at: Date.now() + expires_in * 1000 }));
}

function load() {
  return JSON.parse(localStorage.getItem(tokensKey) ?? "null");
}

function withQuery(address, parameters) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function randomText() {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
