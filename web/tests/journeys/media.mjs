// Photos and voice notes instead of words. What is shown and said is in files that whoever runs this has made.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible } from './accessible.mjs';
import { Shopper } from './shopper.mjs';

const attachedTo = (anna) => anna.page.getByRole('list', { name: 'Goes with it' }).getByRole('listitem');
const perceivedBy = (anna) => anna.last.getByRole('list', { name: 'What I heard and saw' });
const send = (anna) => anna.page.getByRole('button', { name: 'Send', exact: true });
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

/** The microphone is a file that says "wireless headphones" once. */
export async function voice({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { permissions: ['microphone'] });
    const record = anna.page.getByRole('button', { name: 'Record a voice note' });
    const level = anna.page.locator('meter');
    const soFar = anna.page.getByLabel('Understood so far');
    const uploads = [];
    anna.page.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/api/v1/media'))
            uploads.push(request.url());
    });
    await record.press('Enter');
    await level.waitFor();
    await anna.until(async () =>
        assert.ok(Number(await level.getAttribute('value')) > 0.02, 'something is heard'),
    );
    let quiet = 0; // looks in a row
    await anna.until(async () => {
        quiet = Number(await level.getAttribute('value')) < 0.02 ? quiet + 1 : 0;
        assert.ok(quiet > 5, 'it has been said');
    });
    await anna.until(async () => assert.match(await soFar.innerText(), /headphones/));
    await accessible(anna.page, 'a voice note that is being spoken');
    await anna.page.getByRole('button', { name: 'End the voice note' }).press('Enter');
    await attachedTo(anna).getByText('Voice note').waitFor();
    await anna.until(async () => assert.ok(await send(anna).isEnabled()));
    assert.deepEqual(uploads, [], 'it was sent while it was spoken');
    assert.ok(!(await soFar.isVisible()));
    await accessible(anna.page, 'a voice note');
    await anna.saying(() => anna.box.press('Enter'));
    const heard = await perceivedBy(anna).locator('q').innerText();
    assert.match(heard, /headphones/);
    assert.match(await anna.cards.first().innerText(), /headphones/i);
    await anna.page.getByRole('button', { name: 'Correct what I heard' }).press('Enter');
    assert.equal(await anna.box.inputValue(), heard);
    anna.content();
}
