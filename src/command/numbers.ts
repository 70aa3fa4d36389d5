/** Numbers typed on the command line. */
import { InvalidArgumentError } from "commander";

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`${min}…${max}`);
    return value;
  };
}
