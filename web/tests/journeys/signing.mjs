// Signing in, at a shop that answers nobody without: a key for a cookie, which lasts until it is ended.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { Shopper } from './shopper.mjs';

const WIDE = { viewport: { width: 1360, height: 900 } };
const ENDS_WITHIN_MS = 40_000; // docs/live.md: a connection whose sign-in has ended is closed within 20 s
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Somebody before the form. The browser itself complains of each 401. */
async function before(browser, url, options) {
    const anna = await Shopper.arrive(browser, url, options);
    anna.expectsLosses = true;
    const form = anna.page.getByRole('dialog', { name: 'Sign in' });
    const key = form.getByLabel('API key');
    await form.waitFor();
    const enter = async (text) => {
        await key.fill(text);
        await key.press('Enter');
    };
    return { anna, form, key, enter };
}

export async function signIn({ browser, url, ask }) {
    const { anna, form, key, enter } = await before(browser, url, WIDE);
    const { page, context } = anna;
    const overHttp = [];
    page.on('request', (request) => request.url().endsWith('/api/v1/chat') && overHttp.push(request.url()));
    assert.match(await form.innerText(), /answers only those who have an API key/);
    assert.equal(await key.evaluate((box) => box === document.activeElement), true);
    const secret = await ask('key');
    await enter(` ${secret} `);
    await form.waitFor({ state: 'detached' });
    assert.equal(await anna.box.evaluate((box) => box === document.activeElement), true);

    await anna.say('tea pots');
    assert.ok((await anna.cards.count()) > 0);
    assert.deepEqual(overHttp, [], 'it went over the WebSocket');
    const [cookie] = await context.cookies();
    assert.deepEqual(
        [cookie.name, cookie.httpOnly, cookie.sameSite, cookie.path],
        ['steward', true, 'Strict', '/'],
    );
    const readable = await page.evaluate(
        () => document.cookie + JSON.stringify(localStorage) + location.href,
    );
    assert.ok(!readable.includes('st_live_') && !readable.includes(cookie.value));

    await page.reload();
    await anna.answered(1);
    assert.match(await anna.last.locator('.said').innerText(), /tea pots/);
    assert.equal(await form.count(), 0);
    await accessible(page, 'signed in');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await form.getByText('You are signed out.').waitFor();
    assert.equal(new URL(page.url()).search, '');
    assert.equal(await anna.turns.count(), 0);
    assert.deepEqual(await context.cookies(), []);
    await page.reload();
    await form.waitFor();
    anna.content();
}

export async function signInAgain({ browser, url, ask }) {
    const { anna, form, enter } = await before(browser, url, {
        ...PHONE,
        before: (page) => page.routeWebSocket(/\/api\/v1\/ws/, (socket) => socket.close({ code: 1011 })),
    });
    await anna.fits();
    const secret = await ask('key');
    await enter(secret);
    await form.waitFor({ state: 'detached' });
    await anna.fits();
    await anna.say('tea pots');
    // Without a connection the page looks now and then whether the shop is there: it must not find out before the shopper.
    await anna.page.route('**/api/v1/sessions?*', (route) => route.fulfill({ json: {} }));
    await anna.page.evaluate(endSignIns);
    await anna.box.fill('under 60');
    await anna.box.press('Enter');
    await form.getByText('Your sign-in has ended.').waitFor();
    await anna.page.unroute('**/api/v1/sessions?*');
    await enter(secret);
    await form.waitFor({ state: 'detached' });
    await anna.answered(2);
    assert.match(await anna.last.locator('.said').innerText(), /under 60/);
    assert.ok((await anna.cards.count()) > 0);
    anna.content();
}

/** Nobody does anything: the WebSocket is closed, and the page asks why. */
export async function signInEndsMeanwhile({ browser, url, ask }) {
    const { anna, form, enter } = await before(browser, url, WIDE);
    const secret = await ask('key');
    await enter(secret);
    await form.waitFor({ state: 'detached' });
    await anna.say('tea pots');
    await anna.page.evaluate(endSignIns);
    await form.getByText('Your sign-in has ended.').waitFor({ timeout: ENDS_WITHIN_MS });
    await enter(secret);
    await form.waitFor({ state: 'detached' });
    await anna.say('under 60');
    assert.ok((await anna.cards.count()) > 0);
    assert.equal(await anna.page.getByText('The connection is away').count(), 0);
    anna.content();
}

async function endSignIns() {
    const { sign_ins: all } = await (await fetch('/api/v1/sign-ins')).json();
    for (const { sign_in_id: id } of all) await fetch(`/api/v1/sign-ins/${id}`, { method: 'DELETE' });
}

export async function keysThatAreNotTaken({ browser, url }) {
    for (const colorScheme of ['light', 'dark']) {
        const { anna, form, key, enter } = await before(browser, url, { ...WIDE, colorScheme });
        const { page } = anna;
        const told = form.getByRole('alert');
        await accessible(page, `nothing entered, ${colorScheme}`);
        await page.keyboard.press('Escape');
        await page.keyboard.press('Escape');
        assert.equal(await form.isVisible(), true);
        await enter(' ');
        await told.getByText('Paste your key here first.').waitFor();
        for (const wrong of ['st_live_of-nobody', 'schl\u00fcssel']) {
            await enter(wrong);
            await told.getByText('This key is not accepted.').waitFor();
            assert.equal(await key.getAttribute('aria-invalid'), 'true');
        }
        await accessible(page, `a wrong key, ${colorScheme}`);

        await page.route('**/api/v1/sign-in', (route) =>
            route.fulfill({ status: 429, headers: { 'Retry-After': '30' } }),
        );
        await enter('st_live_of-nobody');
        await told.getByText('Please wait 30 seconds').waitFor();
        await page.unroute('**/api/v1/sign-in');
        await page.route('**/api/v1/sign-in', (route) => route.abort());
        await enter('st_live_of-nobody');
        await told.getByText('The shop cannot be reached just now.').waitFor();
        assert.equal(await key.inputValue(), 'st_live_of-nobody');
        anna.content();
    }
}

export async function documentsAreLinked({ browser, url, ask }) {
    const { anna, form, enter } = await before(browser, url, WIDE);
    await enter(await ask('key'));
    await form.waitFor({ state: 'detached' });
    for (const [name, path] of [
        ['the API', '/docs'],
        ['its events', '/asyncapi'],
    ]) {
        const link = anna.page.getByRole('link', { name });
        assert.equal(await link.getAttribute('href'), path);
    }
    await anna.page.getByRole('link', { name: 'its events' }).click();
    await anna.page.getByRole('heading', { level: 1 }).waitFor();
    anna.content();
}
