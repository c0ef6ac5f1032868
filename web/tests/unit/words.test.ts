import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chipsOf } from '../../src/words/chips';
import { amountOf, digitsOf } from '../../src/words/currency';
import { drawingOf, drawings, tintOf } from '../../src/words/drawing';
import { clip, formatFor } from '../../src/words/format';
import { tell } from '../../src/words/problems';
import { stageOf } from '../../src/words/progress';
import { newReasons, withoutCorrections } from '../../src/words/said';
import { compare, list, removeSaved, save, similar } from '../../src/words/sentences';
import { alsoIn } from '../../src/words/variants';
import { announced, moved, NONE, split } from '../../src/words/suggestions';

const english = formatFor('en-US');
const usd = (amount_minor: number) => ({ currency_code: 'USD', amount_minor });

describe('money', () => {
    it('is written as the place writes it', () => {
        expect(english.money(usd(199999))).toBe('$1,999.99');
        expect(formatFor('de-DE').money({ currency_code: 'EUR', amount_minor: 199999 })).toBe(
            '1.999,99\u00a0€',
        );
    });

    it('knows that not every currency has cents', () => {
        expect(english.money({ currency_code: 'JPY', amount_minor: 1500 })).toBe('¥1,500');
        expect(english.money({ currency_code: 'KWD', amount_minor: 1500 })).toMatch(/1\.500/);
    });

    it('has the digits of ISO 4217, also where people leave them out', () => {
        expect(english.money({ currency_code: 'HUF', amount_minor: 129900 })).toMatch(/1,299\.00$/);
        expect(english.money({ currency_code: 'IQD', amount_minor: 1500000 }, true)).toMatch(/1,500$/);
        expect(amountOf(0.29, 'USD')).toEqual(usd(29));
        expect(amountOf(12, undefined)).toEqual({ amount_minor: 1200 });
    });

    it('has the digits that the services count with', () => {
        const table = readFileSync(
            new URL('../../../common/base/currency_digits.c', import.meta.url),
            'utf8',
        );
        const unlike = [...table.matchAll(/\{"([A-Z ]+)", (\d)\}/g)].map(([, codes = '', digits]) => ({
            codes: codes.split(' '),
            digits: Number(digits),
        }));
        const theirs = new Map(unlike.flatMap(({ codes, digits }) => codes.map((code) => [code, digits])));
        expect(theirs.size).toBeGreaterThan(20);
        for (const code of [...Intl.supportedValuesOf('currency'), ...theirs.keys()])
            expect([code, digitsOf(code)]).toEqual([code, theirs.get(code) ?? 2]);
    });

    it('without or with an odd currency is still an amount', () => {
        expect(english.money({ amount_minor: 4000 })).toBe('40');
        expect(english.money({ currency_code: '???', amount_minor: 4000 })).toBe('40 ???');
        expect(english.money(undefined)).toBe('');
        expect(english.money({})).toBe('');
    });

    it('from and to', () => {
        expect(english.range({ min: usd(5000), max: usd(10050) })).toBe('$50 – $100.50');
        expect(english.range({ min: { amount_minor: 0 }, max: { amount_minor: 4000 } }, 'USD')).toBe(
            'up to $40',
        );
        expect(english.range({ min: usd(4000) })).toBe('from $40');
        expect(english.range({})).toBe('');
        expect(english.range(undefined)).toBe('');
    });
});

describe('time', () => {
    const now = new Date('2026-03-01T12:00:00Z');
    it.each([
        ['2026-03-01T11:59:40Z', 'just now'],
        ['2026-03-01T11:30:00Z', '30 minutes ago'],
        ['2026-02-28T12:00:00Z', 'yesterday'],
        ['2025-02-28T12:00:00Z', 'last year'],
        ['never', ''],
        [undefined, ''],
    ])('%s', (time, words) => expect(english.ago(time, now)).toBe(words));
});

describe('a long text', () => {
    it('is cut between words, never within a letter', () => {
        expect(clip('tea pots', 20)).toBe('tea pots');
        expect(clip('tea pots in blue or in red', 16)).toBe('tea pots in…');
        expect(clip('x'.repeat(40), 10)).toBe(`${'x'.repeat(10)}…`);
        expect(clip('🫖'.repeat(20), 9)).toBe(`${'🫖'.repeat(4)}…`);
    });
});

describe('what a click says', () => {
    it('counts as people do', () => {
        expect(save(0)).toBe('save the first one');
        expect(save(10)).toBe('save number 11');
        expect(similar(1)).toBe('something like the second one');
        expect(removeSaved(2)).toBe('remove the third from my list');
        expect(compare([2, 0])).toBe('compare the first and the third');
        expect(compare([10, 0, 2])).toBe('compare the first, the third and number 11');
    });

    it('lists', () => {
        expect(list([])).toBe('');
        expect(list(['a'])).toBe('a');
        expect(list(['a', 'b', 'c'], 'or')).toBe('a, b or c');
    });
});

describe('what was understood', () => {
    const chips = (need: Parameters<typeof chipsOf>[0]) =>
        chipsOf(need, english, 'USD').map(({ label, undo }) => [label, undo]);

    it('is nothing at first', () => {
        expect(chips(undefined)).toEqual([]);
        expect(chips({ words: '', filters: { brands: [], min_rating: 0, in_stock: false } })).toEqual([]);
    });

    it('is a chip for each part, with what takes it back', () => {
        expect(
            chips({
                words: 'laptop',
                or_words: ['tablet'],
                filters: {
                    brands: ['Asus', 'Lenovo'],
                    colours: ['black'],
                    not_brands: ['Acme'],
                    price: { max: { amount_minor: 90000 } },
                    min_rating: 4,
                    in_stock: true,
                    attributes: [
                        { name: 'memory', range: { min: 16 } },
                        { name: 'touch_screen', any_of: ['true'] },
                        { name: 'fan', any_of: ['false'] },
                        { name: 'weight', range: { max: 2 } },
                    ],
                },
                sort: 'PRICE_ASCENDING',
                without: ['refurbished'],
            }),
        ).toEqual([
            ['laptop or tablet', 'start over'],
            ['Asus', 'only Lenovo'],
            ['Lenovo', 'only Asus'],
            ['black', 'any colour'],
            ['not Acme', 'any brand'],
            ['up to $900', 'any price'],
            ['4.0 stars and up', 'any rating'],
            ['in stock', 'any stock'],
            ['cheapest first', 'any order'],
            ['memory from 16', 'any memory'],
            ['touch screen', 'any touch screen'],
            ['no fan', 'any fan'],
            ['weight up to 2', 'any weight'],
            ['without refurbished', undefined],
        ]);
    });
});

describe('problems in words', () => {
    it('say what is so, and keep the details', () => {
        expect(tell({ type: '/problems/catalog-silent', detail: 'after 5 s', retryable: true })).toEqual({
            title: 'The catalogue did not answer in time.',
            details: ['after 5 s'],
            canRetry: true,
        });
    });

    it('name every fault', () => {
        const faults = [
            { field: 'message', detail: 'is too long' },
            { field: 'limit', detail: 'at most 100' },
        ];
        const told = tell({ title: 'Unprocessable', faults, correlation_id: 'c' });
        expect(told.details).toEqual(['message: is too long', 'limit: at most 100']);
        expect(told).toMatchObject({ title: 'Unprocessable', canRetry: false, reference: 'c' });
    });

    it('have words even without any', () => {
        expect(tell({}).title).toBe('That did not work.');
    });
});

describe('drawings', () => {
    it.each([
        ['Over-Ear Headphones', '', 'headphones'],
        ['Gaming Laptops', '', 'laptop'],
        ['', 'Red espresso machine', 'cup'],
        ['Running Shoes', '', 'shoe'],
        ['Nothing of the kind', '', 'box'],
    ])('%s %s', (category, title, drawing) => expect(drawingOf(category, title)).toBe(drawing));

    it('are all drawn', () => {
        for (const path of Object.values(drawings)) expect(path).toMatch(/^M[\d\s.,a-zA-Z-]+$/);
    });

    it('have the same tint each time', () => {
        expect(tintOf('Mice', 6)).toBe(tintOf('Mice', 6));
        expect(tintOf('', 6)).toBe(0);
    });
});

describe('progress', () => {
    it('has a stage for each state on the way', () => {
        expect((['INITIAL', 'REQUIREMENT_BUILDING', 'SEARCHING', 'RANKING'] as const).map(stageOf)).toEqual([
            -1, 0, 1, 2,
        ]);
    });
});

describe('suggestions', () => {
    it('are gone through with the arrow keys, and past both ends back to the text', () => {
        expect([NONE, 0, 1].map((active) => moved(active, 2, 'ArrowDown'))).toEqual([0, 1, NONE]);
        expect([NONE, 1, 0].map((active) => moved(active, 2, 'ArrowUp'))).toEqual([1, 0, NONE]);
        expect(moved(0, 2, 'a')).toBeUndefined();
        expect(moved(NONE, 0, 'ArrowDown')).toBeUndefined();
    });

    it('show what they add to what is typed', () => {
        expect(split('Gaming Laptops', 'gaming lap')).toEqual(['Gaming Lap', 'tops']);
        expect(split('headphones', 'hedph')).toEqual(['', 'headphones']);
        expect(split('headphones', ' ')).toEqual(['', 'headphones']);
    });

    it('are announced with how to get at them', () => {
        expect(announced(0)).toBe('');
        expect(announced(1)).toMatch(/^1 suggestion\. /);
        expect(announced(6)).toMatch(/^6 suggestions\. /);
    });
});

describe('what stands there already', () => {
    const correction = { from: 'hedphones', to: 'headphones' };

    it('a correction is not said a second time', () => {
        expect(
            withoutCorrections(
                'Here are 14 headphones up to $99.95. I searched for “headphones” instead of “hedphones”. Which brand?',
                [correction],
            ),
        ).toBe('Here are 14 headphones up to $99.95. Which brand?');
        expect(withoutCorrections('Hier. Gesucht wurde „headphones“ statt „hedphones“.', [correction])).toBe(
            'Hier.',
        );
    });

    it('but what is about something else, or all that is said, stays', () => {
        const other = 'There is “headphones” and more.';
        expect(withoutCorrections(other, [correction])).toBe(other);
        const only = 'I searched for “headphones” instead of “hedphones”.';
        expect(withoutCorrections(only, [correction])).toBe(only);
        expect(withoutCorrections(only, [])).toBe(only);
    });

    it('a card says rating and stock once', () => {
        const product = {
            product_id: 'p',
            rating: { stars: 4.4, count: 1021 },
            stock: { quantity: 75 },
            reasons: [
                'matches wireless',
                'rated 4.4 by 1,021 people',
                'in stock',
                'out of stock at the moment',
            ],
        };
        expect(newReasons(product, english)).toEqual(['matches wireless']);
        expect(newReasons({ ...product, reasons: ['in stock'] }, english)).toEqual(['in stock']);
        const inGerman = ['passt zu wireless', 'auf Lager', 'nur noch 3 auf Lager', 'im Moment ausverkauft'];
        expect(newReasons({ ...product, reasons: inGerman }, english)).toEqual(['passt zu wireless']);
        expect(newReasons({ product_id: 'p' }, english)).toEqual([]);
        expect(newReasons({ product_id: 'p', reasons: ['rated 4.4 by 1,021 people'] }, english)).toHaveLength(
            1,
        );
    });
});

describe('what a product is also to be had in', () => {
    const shirt = { product_id: '1', price: usd(1999) };

    it('names what differs, and the price only where it is another', () => {
        const variants = [
            { product_id: '2', differs: ['blue'], price: usd(1999) },
            { product_id: '3', differs: ['red', 'XL'], price: usd(2499) },
            { product_id: '4', differs: ['green'], price: { currency_code: 'EUR', amount_minor: 1999 } },
            { product_id: '5', differs: ['white'] },
        ];
        expect(alsoIn({ ...shirt, variants }, english)).toEqual({
            texts: ['blue', 'red, XL for $24.99', 'green for €19.99', 'white'],
            more: 0,
        });
    });

    it('says what is sold out, and nothing of what is not known', () => {
        const variants = [
            { product_id: '2', differs: ['blue'], price: usd(1999), stock: {} },
            { product_id: '3', differs: ['red'], price: usd(1999), stock: { quantity: 3 } },
        ];
        expect(alsoIn({ ...shirt, variants }, english).texts).toEqual(['blue (out of stock)', 'red']);
    });

    it('leaves out what it can say nothing of, and says nothing twice', () => {
        const variants = [
            { product_id: '2', price: usd(1999) },
            { product_id: '3', differs: [], price: usd(999) },
            { product_id: '4', differs: ['blue'], price: usd(1999) },
            { product_id: '5', differs: ['blue'], price: usd(1999) },
        ];
        expect(alsoIn({ ...shirt, variants }, english).texts).toEqual(['$9.99', 'blue']);
        expect(alsoIn(shirt, english)).toEqual({ texts: [], more: 0 });
    });

    it('names a few and counts the others', () => {
        const variants = Array.from({ length: 9 }, (_, i) => ({
            product_id: `${i}`,
            differs: [`size ${i}`],
            price: usd(1999),
        }));
        const { texts, more } = alsoIn({ ...shirt, variants }, english);
        expect(texts).toHaveLength(6);
        expect(more).toBe(3);
    });
});
