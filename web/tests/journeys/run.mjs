// One journey, or all of them: node run.mjs URL [NAME]...
//
// A journey may ask whoever runs it for something ("stop orchestrator"): a line on standard output, and it goes on when a
// line comes on standard input, which it may want to read ("key"). --list names them all.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import * as clicking from './clicks.mjs';
import * as documents from './documents.mjs';
import * as shopping from './journeys.mjs';
import * as marketplaces from './marketplaces.mjs';
import * as media from './media.mjs';
import { Shopper } from './shopper.mjs';
import * as signing from './signing.mjs';

const journeys = { ...shopping, ...clicking, ...documents, ...marketplaces, ...media, ...signing };
const [url, ...names] = process.argv.slice(2);
if (url === '--list') {
    console.log(Object.keys(journeys).join('\n'));
    process.exit(0);
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function ask(what) {
    console.log(`ask ${what}`);
    return (await lines.next()).value;
}

const microphone = process.env.STEWARD_TEST_MICROPHONE; // a WAV file
const heard = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}%noloop`,
];
const browser = await chromium.launch({
    executablePath: process.env.STEWARD_TEST_BROWSER ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...(microphone ? heard : [])],
});
try {
    for (const name of names.length ? names : Object.keys(journeys)) {
        const said = await journeys[name]({ browser, url, ask });
        console.log(`ok ${name}${said ? `: ${said}` : ''}`);
    }
} catch (error) {
    console.log((await Promise.all(Shopper.all.map((shopper) => shopper.saw()))).join('\n\n'));
    throw error;
} finally {
    await browser.close();
    process.stdin.destroy();
}
