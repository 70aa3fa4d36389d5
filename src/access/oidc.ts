/**
 * The outside identity service (OpenID Connect Core 1.0; OAuth 2.1 habits): authorization code with PKCE, state, nonce.
 *
 * Promises: signature, issuer, audience, age and nonce of the identity token are checked by openid-client. Refuses: a
 * plain-http service unless the operator named one (a test, a closed network); anything but the configured issuer.
 */
import type { Configuration } from "openid-client";
import type { Config } from "../platform/config.ts";
import { Problem } from "../platform/problem.ts";

type Oidc = NonNullable<Config["oidc"]>;

const library = async () => import("openid-client");
const discovered = new Map<string, Promise<Configuration>>();

/** What the service says about itself, asked once; asked again when it did not answer. */
async function serviceOf(oidc: Oidc): Promise<Configuration> {
  const name = JSON.stringify([oidc.issuer, oidc.clientId]);
  const known = discovered.get(name);
  if (known !== undefined) return known;
  const asked = (async () => {
    const { allowInsecureRequests, ClientSecretPost, discovery, enableNonRepudiationChecks, None } = await library();
    const authentication = oidc.clientSecret === undefined ? None() : ClientSecretPost(oidc.clientSecret);
    // Without the first the library trusts the connection alone and leaves the token's signature unread.
    const execute = [enableNonRepudiationChecks, ...(oidc.issuer.startsWith("http:") ? [allowInsecureRequests] : [])];
    return discovery(new URL(oidc.issuer), oidc.clientId, undefined, authentication, { execute, timeout: 10 });
  })();
  discovered.set(name, asked);
  asked.catch(() => discovered.delete(name));
  return asked;
}

export function callbackAddress(publicUrl: string): string {
  return `${publicUrl}/api/v1/sign-in/oidc/callback`;
}

export interface Departure {
  readonly address: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Where to send the browser, and what must come back with it. Throws Problem 503 "oidc-away". */
export async function departure(oidc: Oidc, publicUrl: string): Promise<Departure> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
    await library();
  let service: Configuration;
  try {
    service = await serviceOf(oidc);
  } catch (cause) {
    throw new Problem({ status: 503, code: "oidc-away", retryAfter: 30, cause });
  }
  const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
  const address = buildAuthorizationUrl(service, {
    redirect_uri: callbackAddress(publicUrl),
    scope: "openid email",
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  return { address: address.href, state, nonce, verifier };
}

export interface Arrival {
  /** Issuer and subject in one: subjects of two services must not meet. */
  readonly subject: string;
  readonly email: string | null;
}

/** Who came back; null when anything about the answer is not as it must be. */
export async function arrival(
  oidc: Oidc,
  publicUrl: string,
  search: string,
  sent: Omit<Departure, "address">,
): Promise<Arrival | null> {
  const { authorizationCodeGrant } = await library();
  try {
    const tokens = await authorizationCodeGrant(
      await serviceOf(oidc),
      new URL(`${callbackAddress(publicUrl)}${search}`),
      {
        expectedState: sent.state,
        expectedNonce: sent.nonce,
        pkceCodeVerifier: sent.verifier,
        idTokenExpected: true,
      },
    );
    const claims = tokens.claims();
    if (claims === undefined) return null;
    const { email, email_verified: verified } = claims;
    return {
      subject: `${oidc.issuer}#${claims.sub}`,
      email: verified === true && typeof email === "string" ? email : null,
    };
  } catch {
    return null;
  }
}
