#!/usr/bin/env bash
# Basic smoke test of a running Cosmo Identity: discovery, keys, password grant, userinfo, introspection, refresh,
# revocation. One line per check; ends at the first that fails, with exit code 1.
#
#   deploy/smoke.sh [ISSUER]            default: http://localhost:5080
#
# Needs bash, curl and jq. Elsewhere than in Development, say who may be used:
#   SMOKE_CLIENT_ID, SMOKE_CLIENT_SECRET   a client with the password and refresh_token grants (no secret: public)
#   SMOKE_USERNAME, SMOKE_PASSWORD         a user
#   SMOKE_API_ID, SMOKE_API_SECRET         a resource server, audience of SMOKE_SCOPE
#   SMOKE_SCOPE                            a scope that opens it
set -euo pipefail

issuer=${1:-http://localhost:5080}
issuer=${issuer%/}
client=("client_id=${SMOKE_CLIENT_ID:-demo-mobile}")
[[ -n ${SMOKE_CLIENT_SECRET:-} ]] && client+=("client_secret=$SMOKE_CLIENT_SECRET")
user=("username=${SMOKE_USERNAME:-alice}" "password=${SMOKE_PASSWORD:-tea-at-four-o-clock}")
api=("client_id=${SMOKE_API_ID:-orders-api}" "client_secret=${SMOKE_API_SECRET:-orders-api-secret-for-development-and-nowhere-else}")
scope="openid profile offline_access ${SMOKE_SCOPE:-orders.read}"

checks=0
passed() { checks=$((checks + 1)); printf 'ok    %s\n' "$1"; }
failed() { printf 'FAIL  %s\n      status %s: %s\n' "$1" "${status:-none}" "${body:-}" >&2; exit 1; }

# get URL [CURL OPTIONS], post URL NAME=VALUE...: set status, body and headers.
# Secrets travel by stdin or a pipe, never in an argument list that other users of the machine can read.
get() { answer "$@"; }
post() { answer "$1" --data-binary @<(form "${@:2}"); }
form() {
  local pair encoded=
  for pair; do encoded+="&${pair%%=*}=$(printf %s "${pair#*=}" | jq -sRr @uri)"; done
  printf %s "${encoded#&}"
}
answer() {
  body=$(curl -sS --max-time 10 -D "$scratch/headers" -w '\n%{http_code}' "$@") || { status=none; body="curl could not reach $1"; return 0; }
  status=${body##*$'\n'} body=${body%$'\n'*}
  headers=$(tr -d '\r' <"$scratch/headers" | tr '[:upper:]' '[:lower:]')
}
json() { jq -er "$1" <<<"$body" 2>/dev/null; }
holds() { jq -e "$1" >/dev/null 2>&1 <<<"$body"; }
bearer() { get "$1" -H @<(printf 'Authorization: Bearer %s' "$2"); }
jwt_header() { local part=${1%%.*}; part=${part//-/+}; part=${part//_//}; while ((${#part} % 4)); do part+==; done; base64 -d <<<"$part"; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status='' body='' headers=''

get "$issuer/.well-known/openid-configuration"
[[ $status == 200 ]] && holds ".issuer | rtrimstr(\"/\") == \"$issuer\"" || failed "discovery names the issuer $issuer"
passed "discovery names the issuer $issuer"
holds '.code_challenge_methods_supported == ["S256"] and .authorization_response_iss_parameter_supported' \
  || failed "discovery offers PKCE by S256 only, and iss in answers"
passed "discovery offers PKCE by S256 only, and iss in answers"
token_endpoint=$(json .token_endpoint) userinfo_endpoint=$(json .userinfo_endpoint) jwks_uri=$(json .jwks_uri)
introspection_endpoint=$(json .introspection_endpoint) revocation_endpoint=$(json .revocation_endpoint)

get "$jwks_uri"
[[ $status == 200 ]] && holds '([.keys[].alg] | contains(["ES256", "RS256"])) and ([.keys[] | has("d")] | any | not)' \
  || failed "the published keys are ES256 and RS256, and public"
passed "the published keys are ES256 and RS256, and public"

post "$token_endpoint" grant_type=password "${client[@]}" "${user[@]}" "scope=$scope"
[[ $status == 200 ]] && holds '.token_type == "Bearer" and .access_token and .refresh_token and .id_token and .expires_in > 0' \
  || failed "the password grant gives access, refresh and ID token"
passed "the password grant gives access, refresh and ID token"
[[ $headers == *'cache-control:'*'no-store'* ]] || failed "the token response may not be stored"
passed "the token response may not be stored"
access_token=$(json .access_token) refresh_token=$(json .refresh_token)

jwt_header "$access_token" | jq -e '.typ == "at+jwt" and .alg == "ES256"' >/dev/null || failed "the access token is a signed at+jwt (RFC 9068)"
passed "the access token is a signed at+jwt (RFC 9068)"

bearer "$userinfo_endpoint" "$access_token"
[[ $status == 200 ]] && subject=$(json .sub) || failed "userinfo says whose the token is"
passed "userinfo says whose the token is"

post "$introspection_endpoint" "${api[@]}" "token=$access_token"
[[ $status == 200 ]] && holds ".active and .sub == \"$subject\"" || failed "introspection says active, and the same subject"
passed "introspection says active, and the same subject"

post "$introspection_endpoint" "${api[@]}" "token=nobody-issued-this"
[[ $status == 200 ]] && holds '. == {"active": false}' || failed "introspection of an unknown token says inactive, and nothing else"
passed "introspection of an unknown token says inactive, and nothing else"

post "$introspection_endpoint" "${api[0]}" client_secret=wrong "token=$access_token"
[[ $status == 401 ]] && holds '.error == "invalid_client"' || failed "introspection with a wrong secret is refused"
passed "introspection with a wrong secret is refused"

post "$token_endpoint" grant_type=refresh_token "${client[@]}" "refresh_token=$refresh_token"
[[ $status == 200 && $(json .refresh_token) != "$refresh_token" && $(json .access_token) != "$access_token" ]] \
  || failed "refreshing gives a new access token and a new refresh token"
passed "refreshing gives a new access token and a new refresh token"
access_token=$(json .access_token) refresh_token=$(json .refresh_token)

post "$revocation_endpoint" "${client[@]}" "token=$access_token"
[[ $status == 200 ]] || failed "the client revokes its access token"
post "$introspection_endpoint" "${api[@]}" "token=$access_token"
holds '. == {"active": false}' || failed "the revoked access token is inactive at once"
passed "the revoked access token is inactive at once"

post "$revocation_endpoint" "${client[@]}" "token=$refresh_token"
[[ $status == 200 ]] || failed "the client revokes its refresh token"
post "$token_endpoint" grant_type=refresh_token "${client[@]}" "refresh_token=$refresh_token"
[[ $status == 400 ]] && holds '.error == "invalid_grant"' || failed "the revoked refresh token is refused"
passed "the revoked refresh token is refused"

printf 'All %d checks passed in %d s: %s\n' "$checks" "$SECONDS" "$issuer"
