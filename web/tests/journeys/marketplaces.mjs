// What marketplaces ask for the same product, and which of them answered.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { Shopper } from './shopper.mjs';

export async function offers({ browser, url }) {
    const anna = await Shopper.arrive(browser, url);
    await anna.say('sonira juno wireless headphones');
    const offered = anna.cards.filter({ has: anna.page.locator('.offers') }).first();
    const short = offered.locator('.offers summary');
    assert.match(await short.innerText(), /^1 offer elsewhere, from \$150\.00$/);
    await short.focus();
    await anna.page.keyboard.press('Enter');
    const offer = offered.getByRole('list', { name: 'Offers of marketplaces' }).getByRole('listitem');
    assert.match(await offer.innerText(), /price-list\s+\$150\.00/);
    const link = offer.getByRole('link', { name: 'To the offer of price-list' });
    assert.equal(await link.getAttribute('href'), 'https://csv.example/1');
    assert.match(await link.getAttribute('rel'), /noopener/);
    const sources = await anna.last
        .getByRole('list', { name: 'Marketplaces', exact: true })
        .getByRole('listitem')
        .allInnerTexts();
    const said = sources.map((one) => one.replace(/\s+/g, ' '));
    assert.deepEqual(said, ['price-list 1 offer', 'gone not reached']);
    await accessible(anna.page, 'offers');
    anna.content();
}

export async function lateOffers({ browser, url, ask }) {
    const anna = await Shopper.arrive(browser, url);
    await anna.say('sonira juno wireless headphones');
    const source = anna.last.getByRole('list', { name: 'Marketplaces', exact: true }).getByRole('listitem');
    await source.getByText('still looking').waitFor();
    const said = await anna.last.locator('.message').innerText();
    assert.equal(await anna.last.locator('.offers').count(), 0);
    await ask('let go');
    await source.getByText('1 offer').waitFor();
    assert.match(
        await anna.last.locator('.offers summary').innerText(),
        /^1 offer elsewhere, from \$140\.00$/,
    );
    assert.equal(await anna.last.locator('.message').innerText(), said);
    await accessible(anna.page, 'late offers');
    anna.content();
}
