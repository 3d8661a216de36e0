import { finishSignIn } from "./oidc.js";

try {
  await finishSignIn(new URL(location.href));
  // Replaced, so that neither "back" nor the history holds the authorization code.
  location.replace("/");
} catch (error) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("notice").textContent = error.message;
}
