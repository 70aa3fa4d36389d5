/**
 * Passkeys (W3C Web Authentication): as second factor, and alone where the device verified its user.
 *
 * Promises: bound to the node's public address, so that a copy of the page elsewhere gets nothing; each challenge is
 * answered once. Refuses: a counter that runs backwards (a copied key); sign-in without password when the device did
 * not verify its user. Attestation is not asked for: it tells the make of the device and nothing we decide by.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import type { Config } from "../platform/config.ts";

export const storedPasskey = z.object({
  /** base64url of the credential id */
  id: z.string(),
  /** base64url of the COSE key */
  publicKey: z.string(),
  counter: z.number().int(),
  transports: z.array(z.string()),
  /** Whether the key can leave the device by a synchronised account. */
  backedUp: z.boolean(),
});
export type StoredPasskey = z.infer<typeof storedPasskey>;

const base64url = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[A-Za-z0-9_-]+$/);
const extensions = z.record(z.string(), z.unknown()).default({});

/** What the browser gives after creating a passkey (RegistrationResponseJSON). */
export const registrationResponse = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
  clientExtensionResults: extensions,
});

/** What the browser gives after using one (AuthenticationResponseJSON). */
export const authenticationResponse = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
    userHandle: base64url.nullish(),
  }),
  clientExtensionResults: extensions,
});

/** Options go to the browser as the library made them. */
export const passkeyOptions = z.record(z.string(), z.unknown());

// Loaded when first needed: the library is large and most sign-ins do without it.
const library = async () => import("@simplewebauthn/server");

function relyingParty(config: Config): { id: string; origin: string } {
  return { id: new URL(config.publicUrl).hostname, origin: config.publicUrl };
}

export interface Challenge {
  readonly challenge: string;
  readonly options: Record<string, unknown>;
}

export async function registrationChallenge(
  config: Config,
  person: { readonly id: string; readonly username: string; readonly name: string },
  known: readonly StoredPasskey[],
): Promise<Challenge> {
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: "Tamga",
    rpID: relyingParty(config).id,
    userName: person.username,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: "none",
    excludeCredentials: known.map((key) => ({ id: key.id, transports: [...key.transports] })),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
  });
  return { challenge: options.challenge, options: { ...options } };
}

/** The new passkey, or null when the answer does not fit the challenge. */
export async function verifiedRegistration(
  config: Config,
  challenge: string,
  response: z.infer<typeof registrationResponse>,
): Promise<StoredPasskey | null> {
  const { verifyRegistrationResponse } = await library();
  const { id, origin } = relyingParty(config);
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: false,
    });
    if (!verified || registrationInfo === undefined) return null;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: response.response.transports ?? [],
      backedUp: credentialBackedUp,
    };
  } catch {
    return null;
  }
}

/** A challenge for the named passkeys, or, with none named, for any the device offers, its user verified. */
export async function authenticationChallenge(
  config: Config,
  allowed: readonly StoredPasskey[] | null,
): Promise<Challenge> {
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(config).id,
    userVerification: allowed === null ? "required" : "preferred",
    ...(allowed === null
      ? {}
      : { allowCredentials: allowed.map((key) => ({ id: key.id, transports: [...key.transports] as never })) }),
  });
  return { challenge: options.challenge, options: { ...options } };
}

/** The new counter, or null when the answer does not fit challenge, address, key or counter. */
export async function verifiedAuthentication(
  config: Config,
  challenge: string,
  response: z.infer<typeof authenticationResponse>,
  key: StoredPasskey,
  userVerified: boolean,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library();
  const { id, origin } = relyingParty(config);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: userVerified,
      credential: {
        id: key.id,
        publicKey: new Uint8Array(Buffer.from(key.publicKey, "base64url")),
        counter: key.counter,
      },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}
