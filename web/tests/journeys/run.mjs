// Some journeys, or all of them: node run.mjs URL [NAME]... Without an address each line of standard input is one: URL NAME.
//
// One browser for all, in which each is somebody new: what it has opened is closed before the next one. The first that fails
// ends it. A journey may ask whoever runs it for something ("stop orchestrator"): a line on standard output, and it
// goes on when a line comes on standard input, which it may want to read ("key"). --list names them all.
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

async function* wanted() {
    if (url) for (const name of names.length ? names : Object.keys(journeys)) yield [url, name];
    else for await (const line of lines) yield line.split(' ');
}

// The shell draws as the other does, on a third of the work; but it has no tabs, so no middle button opens one.
const SHELL = '/usr/bin/chromium-headless-shell';
const WITH_TABS = '/usr/bin/chromium';
const needTabs = new Set(['clicks']);

const microphone = process.env.STEWARD_TEST_MICROPHONE; // a WAV file
const heard = [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}%noloop`,
];

const browsers = new Map();
async function browserFor(name) {
    const path = needTabs.has(name) ? WITH_TABS : SHELL;
    if (!browsers.has(path))
        browsers.set(
            path,
            await chromium.launch({
                executablePath: path,
                args: ['--no-sandbox', '--disable-dev-shm-usage', ...(microphone ? heard : [])],
            }),
        );
    return browsers.get(path);
}

async function go(to, name) {
    const browser = await browserFor(name);
    const said = await journeys[name]({ browser, url: to, ask });
    await Promise.all(browser.contexts().map((context) => context.close()));
    Shopper.all.length = 0;
    console.log(`ok ${name}${said ? `: ${said}` : ''}`);
}

try {
    for await (const [to, name] of wanted()) await go(to, name);
} catch (error) {
    console.log((await Promise.all(Shopper.all.map((shopper) => shopper.saw()))).join('\n\n'));
    throw error;
} finally {
    for (const browser of browsers.values()) await browser.close();
    process.stdin.destroy();
}
