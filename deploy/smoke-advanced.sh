#!/usr/bin/env bash
# Advanced smoke test of a running Cosmo Identity: the code flow through its pages, rotation and reuse of refresh
# tokens, ownership of tokens, sign-out. One line per check; ends at the first that fails, with exit code 1.
#
#   deploy/smoke-advanced.sh [ISSUER]   default: http://localhost:5080
#
# Needs bash, curl and jq. REUSE_WAIT (default 11) is how many seconds lie outside Tokens:RefreshTokenReuseLeeway.
# The accounts and clients are Development's demo ones; SMOKE_* names others:
#   SMOKE_USERNAME, SMOKE_PASSWORD, SMOKE_OTHER_USERNAME, SMOKE_OTHER_PASSWORD   two users
#   SMOKE_CLIENT_ID, SMOKE_CLIENT_SECRET                                         password grant (no secret: public)
#   SMOKE_WEB_ID, SMOKE_WEB_SECRET, SMOKE_WEB_REDIRECT, SMOKE_WEB_LOGGED_OUT     confidential, code flow
#   SMOKE_WORKER_ID, SMOKE_WORKER_SECRET                                         confidential, client credentials
#   SMOKE_API_ID, SMOKE_API_SECRET, SMOKE_SCOPE                                  resource server, and its scope
set -euo pipefail

issuer=${1:-http://localhost:5080}
issuer=${issuer%/}
wait_for_reuse=${REUSE_WAIT:-11}
mobile=("client_id=${SMOKE_CLIENT_ID:-demo-mobile}")
[[ -n ${SMOKE_CLIENT_SECRET:-} ]] && mobile+=("client_secret=$SMOKE_CLIENT_SECRET")
web=("client_id=${SMOKE_WEB_ID:-demo-web}" "client_secret=${SMOKE_WEB_SECRET:-demo-web-secret-for-development-and-nowhere-else}")
worker=("client_id=${SMOKE_WORKER_ID:-demo-worker}" "client_secret=${SMOKE_WORKER_SECRET:-demo-worker-secret-for-development-and-nowhere-else}")
api=("client_id=${SMOKE_API_ID:-orders-api}" "client_secret=${SMOKE_API_SECRET:-orders-api-secret-for-development-and-nowhere-else}")
redirect_uri=${SMOKE_WEB_REDIRECT:-http://localhost:5090/signin-oidc}
logged_out_uri=${SMOKE_WEB_LOGGED_OUT:-http://localhost:5090/signout-callback-oidc}
username=${SMOKE_USERNAME:-alice} password=${SMOKE_PASSWORD:-tea-at-four-o-clock}
other_username=${SMOKE_OTHER_USERNAME:-bob} other_password=${SMOKE_OTHER_PASSWORD:-bridges-built-by-night}
scope="openid profile offline_access ${SMOKE_SCOPE:-orders.read}"

checks=0
passed() { checks=$((checks + 1)); printf 'ok    %s\n' "$1"; }
failed() { printf 'FAIL  %s\n      status %s: %s\n' "$1" "${status:-none}" "${body:0:2000}" >&2; exit 1; }

# ---- requests -------------------------------------------------------------------------------------------------
# get URL [CURL OPTIONS], post URL NAME=VALUE...: set status, body and location.
# Secrets travel by stdin or a pipe, never in an argument list that other users of the machine can read.
get() { answer "$@"; }
post() { answer "$1" --data-binary @<(form "${@:2}"); }
form() {
  local pair encoded=
  for pair; do encoded+="&${pair%%=*}=$(encode "${pair#*=}")"; done
  printf %s "${encoded#&}"
}
encode() { printf %s "$1" | jq -sRr @uri; }
decode() { local plain=${1//+/ }; printf '%b' "${plain//%/\\x}"; }
answer() {
  body=$(curl -sS --max-time 10 -D "$scratch/headers" -w '\n%{http_code}' "$@") || { status=none; body="curl could not reach $1"; return 0; }
  status=${body##*$'\n'} body=${body%$'\n'*}
  location=$(tr -d '\r' <"$scratch/headers" | sed -n 's/^[Ll]ocation: *//p')
}
json() { jq -er "$1" <<<"$body" 2>/dev/null; }
holds() { jq -e "$1" >/dev/null 2>&1 <<<"$body"; }
is_active() { post "$introspection_endpoint" "${api[@]}" "token=$1"; [[ $status == 200 ]] && holds .active; }
is_inactive() { post "$introspection_endpoint" "${api[@]}" "token=$1"; [[ $status == 200 ]] && holds '. == {"active": false}'; }
is_refused() { post "$token_endpoint" grant_type=refresh_token "${@:2}" "refresh_token=$1"; [[ $status == 400 ]] && holds '.error == "invalid_grant"'; }
sign_in_by_password() { post "$token_endpoint" grant_type=password "${mobile[@]}" "username=$1" "password=$2" "scope=$scope"; [[ $status == 200 ]]; }

# ---- a browser, as far as these pages need one ------------------------------------------------------------------
unescape() { sed "s/&quot;/\"/g; s/&#x2B;/+/g; s/&#x3D;/=/g; s/&#x27;\|&#39;/'/g; s/&amp;/\&/g"; }
attribute() { sed -n "s/.*[[:space:]]$1=\"\([^\"]*\)\".*/\1/p" | unescape; }
tags() { tr '\n' ' ' <<<"$body" | grep -o "<$1[^>]*>" || true; }
absolute() { case $1 in /*) printf '%s' "$(cut -d/ -f1-3 <<<"$issuer")$1" ;; *) printf '%s' "$1" ;; esac; }
parameter() { local query="&${2#*\?}"; [[ $query == *"&$1="* ]] || return 0; query=${query##*"&$1="}; decode "${query%%&*}"; }

# submit NAME=VALUE...: posts the page's form with its hidden fields and these.
submit() {
  local action fields=() input
  action=$(tags form | grep -i 'method="post"' | head -1 | attribute action)
  while IFS= read -r input; do
    fields+=("$(attribute name <<<"$input")=$(attribute value <<<"$input")")
  done < <(tags input | grep 'type="hidden"' | grep -v 'name="decision"')
  answer "$(absolute "${action:-$page}")" -b "$scratch/jar" -c "$scratch/jar" \
    -H "Origin: $(cut -d/ -f1-3 <<<"$issuer")" --data-binary @<(form "${fields[@]}" "$@")
}

# browse URL CLIENT-URI: goes where a browser would go, signing in and consenting on the way, until it would leave for
# CLIENT-URI; sets landed to that address, and logins and consents to how often each page was shown.
browse() {
  local step next=$1
  landed='' logins=0 consents=0
  for step in {1..12}; do
    if [[ $next == "$2" || $next == "$2"\?* ]]; then landed=$next; return 0; fi
    if [[ -n $next ]]; then page=$next; get "$next" -b "$scratch/jar" -c "$scratch/jar"; fi
    next=$(refresh_target)
    if [[ $status == 30[1237] && -n $location ]]; then
      next=$(absolute "$location")
    elif [[ -n $next ]]; then
      next=$(absolute "$next")
    elif [[ $body == *'name="UserName"'* ]]; then
      logins=$((logins + 1)); ((logins == 1)) || return 1
      submit "UserName=$username" "Password=$password"
    elif [[ $body == *'name="decision"'*'allow'* ]]; then
      consents=$((consents + 1)); ((consents == 1)) || return 1
      submit decision=allow
    else
      return 1
    fi
  done
  return 1
}
refresh_target() { tags meta | grep -i 'http-equiv="refresh"' | attribute content | sed 's/^[^=]*=//' | head -1; }

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
challenge() { printf "$(printf %s "$1" | sha256sum | cut -d' ' -f1 | sed 's/../\\x&/g')" | base64 | tr '+/' '-_' | tr -d '=\n'; }
authorize() { # [NAME=VALUE...]: sets verifier, state and landed
  verifier=$(random) state=$(random)
  browse "$authorization_endpoint?$(form "${web[0]}" response_type=code "redirect_uri=$redirect_uri" "scope=$scope" "state=$state" "nonce=$state" \
    "code_challenge=$(challenge "$verifier")" code_challenge_method=S256 "$@")" "$redirect_uri"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status='' body='' location=''

get "$issuer/.well-known/openid-configuration"
[[ $status == 200 ]] || failed "discovery answers"
for endpoint in authorization token introspection revocation end_session; do
  declare "${endpoint}_endpoint=$(json ".${endpoint}_endpoint")"
done

# ---- code flow ------------------------------------------------------------------------------------------------
authorize || failed "the code flow goes through the login page, and consent if it is asked for"
((logins == 1)) || failed "the code flow asks a new browser to sign in"
passed "the code flow goes through the login page, and consent if it is asked for"
[[ $(parameter state "$landed") == "$state" && $(parameter iss "$landed") == "$issuer"?(/) ]] || failed "the answer carries state and iss"
passed "the answer carries state and iss"
code=$(parameter code "$landed")

post "$token_endpoint" grant_type=authorization_code "${web[@]}" "code=$code" "redirect_uri=$redirect_uri" "code_verifier=$(random)"
[[ $status == 400 ]] && holds '.error == "invalid_grant"' || failed "the code is worth nothing without its PKCE verifier"
passed "the code is worth nothing without its PKCE verifier"

authorize || failed "a second request is answered without asking again"
((logins == 0 && consents == 0)) || failed "a second request is answered without asking again"
passed "a second request is answered without asking again"
code=$(parameter code "$landed")
redeem() { post "$token_endpoint" grant_type=authorization_code "${web[@]}" "code=$code" "redirect_uri=$redirect_uri" "code_verifier=$verifier"; }
redeem
[[ $status == 200 ]] && holds '.access_token and .refresh_token and .id_token' || failed "the code is traded for tokens"
passed "the code is traded for tokens"
access_token=$(json .access_token)
redeem
[[ $status == 400 ]] && holds '.error == "invalid_grant"' || failed "the code works once"
passed "the code works once"
is_inactive "$access_token" || failed "using it again revokes what it was traded for"
passed "using it again revokes what it was traded for"

# ---- sign-out -------------------------------------------------------------------------------------------------
authorize && code=$(parameter code "$landed") && redeem && [[ $status == 200 ]] || failed "the browser's session outlives one client's code"
access_token=$(json .access_token) refresh_token=$(json .refresh_token) id_token=$(json .id_token)
is_active "$access_token" || failed "the access token is active before sign-out"
browse "$end_session_endpoint?$(form "id_token_hint=$id_token" "post_logout_redirect_uri=$logged_out_uri" "state=$state")" "$logged_out_uri" \
  || failed "sign-out returns to the client"
[[ $(parameter state "$landed") == "$state" ]] || failed "sign-out returns to the client"
passed "sign-out returns to the client"
is_inactive "$access_token" || failed "its access token died with the session"
passed "its access token died with the session"
is_refused "$refresh_token" "${web[@]}" || failed "its refresh token died with the session"
passed "its refresh token died with the session"
authorize prompt=none || failed "the browser is signed out"
[[ $(parameter error "$landed") == login_required ]] || failed "the browser is signed out"
passed "the browser is signed out"

# ---- ownership ------------------------------------------------------------------------------------------------
sign_in_by_password "$other_username" "$other_password" || failed "the other user signs in"
others_access_token=$(json .access_token) others_refresh_token=$(json .refresh_token)
sign_in_by_password "$username" "$password" || failed "the user signs in"
access_token=$(json .access_token) refresh_token=$(json .refresh_token)

for token in "$access_token" "$refresh_token"; do
  post "$introspection_endpoint" "${worker[@]}" "token=$token"
  ! holds '.active' || failed "a client learns nothing about another client's token"
  post "$introspection_endpoint" "${web[@]}" "token=$token"
  ! holds '.active' || failed "a client learns nothing about another client's token"
done
passed "a client learns nothing about another client's token"

for token in "$access_token" "$refresh_token"; do
  post "$revocation_endpoint" "${worker[@]}" "token=$token"
  post "$revocation_endpoint" "${web[@]}" "token=$token"
done
is_active "$access_token" || failed "a client cannot revoke another client's token"
passed "a client cannot revoke another client's token"

is_refused "$refresh_token" "${web[@]}" || failed "a client cannot use another client's refresh token"
is_active "$access_token" || failed "a client cannot use another client's refresh token"
passed "a client cannot use another client's refresh token"

for token in "$others_access_token" "$others_refresh_token"; do
  get "$issuer/api/v1/account/tokens/revoke" -H @<(printf 'Authorization: Bearer %s' "$access_token") \
    -H 'Content-Type: application/json' --data-binary @<(printf '{"token":"%s"}' "$token")
  [[ $status == 403 ]] || failed "a user cannot revoke another user's token: 403"
done
is_active "$others_access_token" || failed "a user cannot revoke another user's token: 403"
passed "a user cannot revoke another user's token: 403"

# ---- rotation and reuse ---------------------------------------------------------------------------------------
first=$refresh_token
refresh() { post "$token_endpoint" grant_type=refresh_token "${mobile[@]}" "refresh_token=$1"; }
refresh "$first"
[[ $status == 200 && $(json .refresh_token) != "$first" ]] || failed "a refresh token is traded for its successor"
second=$(json .refresh_token) access_token=$(json .access_token)
passed "a refresh token is traded for its successor"
refresh "$first"
[[ $status == 200 && $(json .refresh_token) == "$second" ]] || failed "a retry at once is given the same successor"
passed "a retry at once is given the same successor"
is_active "$access_token" || failed "the retry did no harm"
printf '      waiting %s s, to be outside the reuse leeway\n' "$wait_for_reuse"
sleep "$wait_for_reuse"
is_refused "$first" "${mobile[@]}" || failed "reuse outside the leeway is refused"
passed "reuse outside the leeway is refused"
is_refused "$second" "${mobile[@]}" || failed "and its successor is dead with it"
passed "and its successor is dead with it"
is_inactive "$access_token" || failed "and the family's access tokens are inactive"
passed "and the family's access tokens are inactive"
is_active "$others_access_token" || failed "while other sign-ins live on"
passed "while other sign-ins live on"

# Leaves no live token behind.
post "$revocation_endpoint" "${mobile[@]}" "token=$others_refresh_token"
printf 'All %d checks passed in %d s: %s\n' "$checks" "$SECONDS" "$issuer"
