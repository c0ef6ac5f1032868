// Photos and voice notes instead of words. What is shown and said is in files that whoever runs this has made.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible } from './accessible.mjs';
import { Shopper } from './shopper.mjs';

const attachedTo = (anna) => anna.page.getByRole('list', { name: 'Goes with it' }).getByRole('listitem');
const perceivedBy = (anna) => anna.last.getByRole('list', { name: 'What I heard and saw' });
const send = (anna) => anna.page.getByRole('button', { name: 'Send', exact: true });
const UPLOADS = '**/api/v1/uploads/*';
const chooser = (anna) => anna.page.locator('input[type=file]');

async function drop(anna, path, type) {
    const bytes = [...(await readFile(path))];
    const transfer = await anna.page.evaluateHandle(
        ({ bytes, type }) => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type }));
            return files;
        },
        { bytes, type },
    );
    await anna.page.dispatchEvent('#message', 'dragover', { dataTransfer: transfer });
    await anna.page.getByText('Drop photos or recordings here').waitFor();
    await anna.page.dispatchEvent('#message', 'drop', { dataTransfer: transfer });
}

export async function photo({ browser, url, ask }) {
    const anna = await Shopper.arrive(browser, url);
    const picture = await ask('picture SAW-9376');
    await chooser(anna).setInputFiles({
        name: 'list.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('milk'),
    });
    await attachedTo(anna).getByRole('alert').waitFor();
    assert.match(await attachedTo(anna).innerText(), /neither a photo nor a recording/);
    assert.ok(await send(anna).isDisabled());
    await accessible(anna.page, 'a file that is refused');
    await anna.page.getByRole('button', { name: 'Remove list.txt' }).press('Enter');
    assert.equal(await attachedTo(anna).count(), 0);

    await drop(anna, picture, 'image/png');
    await attachedTo(anna).locator('img').waitFor();
    await anna.until(async () => assert.ok(await send(anna).isEnabled()));
    await accessible(anna.page, 'a photo');
    await anna.saying(() => send(anna).press('Enter'));
    assert.equal(await attachedTo(anna).count(), 0);
    await anna.last.locator('.said img').waitFor();
    assert.match(await perceivedBy(anna).innerText(), /model SAW-9376/);
    assert.match(await anna.cards.first().innerText(), /Sonira Juno/);
    await accessible(anna.page, 'what was seen');
    anna.expectsLosses = true; // the browser complains of the file that was refused
    anna.content();
}

/** The line breaks while a large photo is sent: it goes on with what has arrived. */
export async function largePhoto({ browser, url, ask }) {
    const anna = await Shopper.arrive(browser, url);
    const picture = await readFile(await ask('picture SAW-9376'));
    const large = Buffer.concat([picture, Buffer.alloc((5 << 18) - picture.length)]); // what stands behind its end counts for nothing
    const offsets = [];
    await anna.page.route(UPLOADS, async (route) => {
        const offset = route.request().headers()['upload-offset'];
        if (offset !== undefined) offsets.push(Number(offset) >> 18);
        if (offsets.length === 3 && offset !== undefined) await route.abort('connectionreset');
        else await route.continue();
    });
    await choose(anna, large);
    await anna.until(async () => assert.ok(await send(anna).isEnabled()));
    assert.deepEqual(offsets, [0, 1, 2, 2, 3, 4]);
    await anna.saying(() => send(anna).press('Enter'));
    assert.match(await perceivedBy(anna).innerText(), /model SAW-9376/);
    anna.expectsLosses = true; // the browser complains of the line
    await isForgotten(anna, large, () =>
        anna.page.getByRole('button', { name: 'Remove large.png' }).press('Enter'),
    );
    assert.equal(await attachedTo(anna).count(), 0);
    await isForgotten(anna, large, () => anna.page.reload());
    anna.content();
}

const choose = (anna, buffer) =>
    chooser(anna).setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer });

/** Whoever leaves while it is sent leaves nothing of it at the shop. Its second piece stays on its way. */
async function isForgotten(anna, buffer, leave) {
    await anna.page.unroute(UPLOADS);
    const place = new Promise((held) => {
        void anna.page.route(UPLOADS, (route) => {
            const request = route.request();
            if (request.headers()['upload-offset'] === String(1 << 18)) held(request.url());
            else void route.continue();
        });
    });
    const standing = async () => {
        const headers = { 'Tus-Resumable': '1.0.0' };
        return (await anna.context.request.head(await place, { headers })).status();
    };
    await choose(anna, buffer);
    assert.equal(await standing(), 200);
    await leave();
    await anna.until(async () => assert.equal(await standing(), 404));
}

const soFar = (anna) => anna.page.getByLabel('Understood so far');

/** Records until what is said has been said; the microphone is a file that says "wireless headphones" once. */
async function record(anna) {
    const level = anna.page.locator('meter');
    await anna.page.getByRole('button', { name: 'Record a voice note' }).press('Enter');
    await level.waitFor();
    await anna.until(async () =>
        assert.ok(Number(await level.getAttribute('value')) > 0.02, 'something is heard'),
    );
    let quiet = 0; // looks in a row
    await anna.until(async () => {
        quiet = Number(await level.getAttribute('value')) < 0.02 ? quiet + 1 : 0;
        assert.ok(quiet > 5, 'it has been said');
    });
}

/** Ends it; how many files were sent then. */
async function endRecording(anna) {
    let sent = 0;
    anna.page.on('request', (request) => {
        sent += request.method() === 'POST' && request.url().endsWith('/api/v1/media');
    });
    await anna.page.getByRole('button', { name: 'End the voice note' }).press('Enter');
    await attachedTo(anna).getByText('Voice note').waitFor();
    await anna.until(async () => assert.ok(await send(anna).isEnabled()));
    return sent;
}

export async function voice({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { permissions: ['microphone'] });
    await record(anna);
    await anna.until(async () => assert.match(await soFar(anna).innerText(), /headphones/));
    await accessible(anna.page, 'a voice note that is being spoken');
    assert.equal(await endRecording(anna), 0, 'it was sent while it was spoken');
    assert.ok(!(await soFar(anna).isVisible()));
    await accessible(anna.page, 'a voice note');
    await anna.saying(() => anna.box.press('Enter'));
    const heard = await perceivedBy(anna).locator('q').innerText();
    assert.match(heard, /headphones/);
    assert.match(await anna.cards.first().innerText(), /headphones/i);
    await anna.page.getByRole('button', { name: 'Correct what I heard' }).press('Enter');
    await anna.until(async () => assert.equal(await anna.box.inputValue(), heard));
    anna.content();
}

/** As in a browser that does not hand out the sound of its microphone. */
export async function voiceAsFile({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, {
        permissions: ['microphone'],
        before: (page) => page.addInitScript(() => delete window.AudioWorkletNode),
    });
    await record(anna);
    assert.equal(await soFar(anna).innerText(), '');
    assert.equal(await endRecording(anna), 1);
    await anna.saying(() => anna.box.press('Enter'));
    assert.match(await perceivedBy(anna).locator('q').innerText(), /headphones/);
    anna.content();
}
