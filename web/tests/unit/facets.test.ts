import { describe, expect, it } from 'vitest';
import type { Facet, FacetValue, Need } from '../../src/api/types';
import { clicked, isWanted, wordsOf } from '../../src/words/facets';
import { formatFor } from '../../src/words/format';

const price = (from: number, to: number) => ({
    ...(from && { min: { currency_code: 'USD', amount_minor: from } }),
    ...(to && { max: { currency_code: 'USD', amount_minor: to } }),
});
const need: Need = {
    words: 'headphones',
    filters: {
        brands: ['Sonira'],
        colours: ['black', 'white'],
        categories: ['Electronics > Audio'],
        price: price(2500, 4999),
        min_rating: 4,
        in_stock: true,
        attributes: [
            { name: 'connection', any_of: ['wireless'] },
            { name: 'noise_cancelling', any_of: ['true'] },
            { name: 'weight', range: { min: 200, max: 250, unit: 'g', below: true } },
        ],
    },
};
const weight: Facet = { name: 'weight', kind: 'RANGE', unit: 'g' };
const ranged = (min: number, max: number): FacetValue => ({
    value: `${min}-${max}`,
    range: { min, max, unit: 'g', below: true },
});

/** The facet, the value, whether it is wanted before, what the click says, and what it changes. */
const clicks: [Facet, FacetValue, boolean, string, object][] = [
    [
        { name: 'brand' },
        { value: 'Nordklang' },
        false,
        'only Sonira or Nordklang',
        { brands: ['Sonira', 'Nordklang'] },
    ],
    [{ name: 'brand' }, { value: 'sonira' }, true, 'any brand', { brands: [] }],
    [
        { name: 'colour' },
        { value: 'red' },
        false,
        'in black, white or red',
        { colours: ['black', 'white', 'red'] },
    ],
    [{ name: 'colour' }, { value: 'white' }, true, 'in black', { colours: ['black'] }],
    [{ name: 'size' }, { value: '42' }, false, 'size 42', { sizes: ['42'] }],
    [
        { name: 'category', kind: 'TREE' },
        { value: 'Earbuds', path: 'Electronics > Audio > Earbuds' },
        false,
        'only Earbuds',
        { categories: ['Electronics > Audio > Earbuds'] },
    ],
    [
        { name: 'category', kind: 'TREE' },
        { value: 'Audio', path: 'Electronics > Audio' },
        true,
        'any category',
        { categories: [] },
    ],
    [
        { name: 'category', kind: 'TREE' },
        { value: 'Tea', path: 'Grocery > Tea' },
        false,
        'only Audio or Tea',
        { categories: ['Electronics > Audio', 'Grocery > Tea'] },
    ],
    [
        { name: 'price' },
        { value: '50-100', price: price(5000, 9999) },
        false,
        'price: words',
        { price: price(5000, 9999) },
    ],
    [
        { name: 'price' },
        { value: '25-50', price: price(2500, 4999) },
        true,
        'any price',
        { price: undefined },
    ],
    [{ name: 'rating' }, { value: '4.5' }, false, 'rating: words', { min_rating: 4.5 }],
    [{ name: 'rating' }, { value: '4' }, true, 'any rating', { min_rating: undefined }],
    [{ name: 'stock', kind: 'FLAG' }, { value: 'true' }, true, 'any stock', { in_stock: undefined }],
];

describe('a click on a facet', () => {
    it.each(clicks)('%o %o', (facet, one, wanted, text, changed) => {
        expect(isWanted(facet, one, need)).toBe(wanted);
        const click = clicked(facet, one, 'words', need);
        expect(click.text).toBe(text);
        for (const [field, value] of Object.entries(changed))
            expect(click.filters[field as keyof typeof click.filters]).toEqual(value);
    });

    const attributesAfter = (facet: Facet, one: FacetValue) =>
        clicked(facet, one, 'words', need).filters.attributes?.filter(({ name }) => name === facet.name);

    it('several texts of an attribute, but one range and one yes or no', () => {
        expect(attributesAfter({ name: 'connection' }, { value: 'wired' })).toEqual([
            { name: 'connection', any_of: ['wireless', 'wired'] },
        ]);
        expect(attributesAfter({ name: 'connection' }, { value: 'wireless' })).toEqual([]);
        expect(attributesAfter({ name: 'noise_cancelling', kind: 'FLAG' }, { value: 'false' })).toEqual([
            { name: 'noise_cancelling', any_of: ['false'] },
        ]);
        expect(attributesAfter(weight, ranged(250, 300))).toEqual([
            { name: 'weight', range: { min: 250, max: 300, unit: 'g', below: true } },
        ]);
        expect(attributesAfter(weight, ranged(200, 250))).toEqual([]);
        expect(clicked(weight, ranged(200, 250), '200–250 g', need).text).toBe('any weight');
        expect(clicked(weight, ranged(250, 300), '250–300 g', need).text).toBe('weight: 250–300 g');
        expect(clicked({ name: 'connection', kind: 'LIST' }, { value: 'wired' }, 'wired', need).text).toBe(
            'connection: wireless or wired',
        );
    });

    it('is the first condition where there was none', () => {
        expect(clicked({ name: 'stock', kind: 'FLAG' }, { value: 'true' }, 'in stock', undefined)).toEqual({
            text: 'in stock only',
            filters: { in_stock: true },
        });
        expect(isWanted({ name: 'price' }, { value: '0-10' }, undefined)).toBe(false);
    });
});

describe('a price on a button', () => {
    const jpy = (amount_minor: number) => ({ currency_code: 'JPY', amount_minor });
    const words = (one: FacetValue, currency?: string) =>
        wordsOf({ name: 'price' }, one, currency, formatFor('en-US'));

    it('is in the currency of the facet', () => {
        expect(words({ value: '50-100', price: price(5000, 9999) }, 'EUR')).toBe('$50 – $100');
        expect(words({ value: '5000-10000', price: { min: jpy(5000), max: jpy(9999) } })).toBe(
            '¥5,000 – ¥10,000',
        );
        expect(words({ value: '5000-', price: { min: jpy(5000) } })).toBe('from ¥5,000');
        expect(words({ value: '0-50' }, 'USD')).toBe('up to $50');
    });
});
