/**
 * The command line of Tamga: `npm run --silent tamga -- COMMAND`.
 *
 * Promises: on a Node that is too old, one clear line instead of a stack. It imports nothing before that check.
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Tamga needs Node 22.18 or newer; this is ${process.versions.node}. Start it through npm, which brings its own: npm start, npm run demo, npm run --silent tamga -- COMMAND\n` +
      `Тамге нужен Node 22.18 или новее, а это ${process.versions.node}. Запускайте через npm: нужная версия установлена вместе с программой.\n`,
  );
  process.exitCode = 1;
} else {
  const { runCommandLine } = await import("./command/command-line.ts");
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
