/** The notation of marks for the interface: pure rules, read while one types. Their promises: `serial-field-notation.ts`. */
export { parseNotation, readAloud } from "./serial-field-notation.ts";
