// Are these AsyncAPI documents good? node asyncapi.mjs FILE...: what is wrong with them, and exit code 1.
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

// There is a 3.1, which tools read less often yet, and nothing of it is needed.
const NOT_ASKED = ['asyncapi-latest-version'];

const parser = new Parser();
let wrong = 0;
for (const name of process.argv.slice(2)) {
    const { document, diagnostics } = await parser.parse(readFileSync(name, 'utf8'), { source: name });
    const said = diagnostics.filter(({ code }) => !NOT_ASKED.includes(code));
    for (const { code, path, message } of said) console.log(`${name}: ${path.join('.')}: ${message} [${code}]`);
    if (!document && said.length === 0) console.log(`${name}: is no AsyncAPI document`);
    wrong += said.length + (document ? 0 : 1);
}
process.exit(wrong ? 1 : 0);
