import { describe, expect, it } from 'vitest';
import { formatFor } from '../../src/words/format';
import { offersInShort, offersOf, sourcesOf } from '../../src/words/offers';

const format = formatFor('en-US');
const usd = (amount_minor: number) => ({ currency_code: 'USD', amount_minor });
const cheap = {
    source: 'corner-shop',
    offer_id: '3',
    price: { currency_code: 'EUR', amount_minor: 20000 },
    converted: usd(25000),
    url: 'https://shop.example/3',
};
const product = { product_id: 'T-031', price: usd(29900), best_price: usd(25000), offers: [cheap] };

describe('offers', () => {
    it('are told as the marketplace asks, and what that is here', () => {
        expect(offersOf(product, format)).toEqual([
            {
                key: 'corner-shop 3',
                source: 'corner-shop',
                price: '€200.00 (about $250.00)',
                condition: '',
                url: 'https://shop.example/3',
            },
        ]);
    });

    it('lead nowhere but to the web', () => {
        const [offer] = offersOf({ ...product, offers: [{ ...cheap, url: 'javascript:alert(1)' }] }, format);
        expect(offer?.url).toBe('');
    });

    it.each([
        ['one that is cheaper', product, '1 offer elsewhere, from $250.00'],
        ['two', { ...product, offers: [cheap, cheap] }, '2 offers elsewhere, from $250.00'],
        ['none that is cheaper', { ...product, best_price: usd(29900) }, '1 offer elsewhere'],
        ['a shop that names no price', { ...product, price: {} }, '1 offer elsewhere, from $250.00'],
    ])('in short: %s', (_, one, said) => expect(offersInShort(one, format)).toBe(said));

    it('may have no price', () => {
        expect(offersOf({ product_id: 'x', offers: [{ source: 'etsy' }] }, format)[0]?.price).toBe(
            'price not known',
        );
    });
});

it('what became of asking a marketplace is told in words', () => {
    const said = sourcesOf(
        [
            { name: 'ebay', status: 'OK', count: 20 },
            { name: 'etsy', status: 'STALE', count: 1 },
            { name: 'corner-shop', status: 'LATE' },
            { name: 'csv', status: 'CACHED' },
            { name: 'new' },
        ],
        format,
    );
    expect(said.map((one) => `${one.name}: ${one.said}${one.isMissing ? ' (missing)' : ''}`)).toEqual([
        'ebay: 20 offers',
        'etsy: 1 offer, as of a few minutes ago',
        'corner-shop: too slow this time (missing)',
        'csv: 0 offers',
        'new: not asked (missing)',
    ]);
});

it('one that was late is told to be looking as long as it may still answer', () => {
    const late = [{ name: 'corner-shop', status: 'LATE' as const }];
    expect(sourcesOf(late, format, true)[0]).toMatchObject({ said: 'still looking …', isMissing: false });
    expect(sourcesOf(late, format)[0]).toMatchObject({ said: 'too slow this time', isMissing: true });
});
