/**
 * Keys and ids made on the device, which nobody else has. `crypto.randomUUID` is missing where the page was not fetched over
 * TLS (a node in an office by its plain address), so that neither is made with it.
 */

function randomHex(): string[] {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
}

/** A key for an act or a line of a form: 32 hexadecimal digits. */
export function newKey(): string {
  return randomHex().join("");
}

/** An id for a record that the page makes: a UUID of version 4 (RFC 9562). */
export function newUuid(): string {
  const hex = Array.from(newKey());
  hex[12] = "4";
  hex[16] = (8 + (Number.parseInt(hex[16] ?? "0", 16) % 4)).toString(16);
  return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
