// "What I understood": a need as chips, each with the sentence that takes it back.
import type { AttributeFilter, Filters, Need, Range } from '../api/types';
import { lastOf } from './facets';
import { type Format, nameOf } from './format';
import { list, startOver } from './sentences';

export interface Chip {
    key: string;
    label: string;
    /** what to say to be rid of it; left out: it goes only with the rest */
    undo?: string;
    /** the conditions that are left then: what is said need not be understood */
    filters?: Filters;
}

const sorts: Record<string, string> = {
    PRICE_ASCENDING: 'cheapest first',
    PRICE_DESCENDING: 'dearest first',
    RATING: 'best rated first',
    RATING_ASCENDING: 'worst rated first',
    NEWEST: 'newest first',
};

export function chipsOf(need: Need | undefined, format: Format, currency?: string): Chip[] {
    if (!need) return [];
    const filters = need.filters ?? {};
    return [
        ...wordsOf(need),
        ...several(filters, 'brand', 'brands', (brand) => brand),
        ...several(filters, 'colour', 'colours', (colour) => colour),
        ...without(filters, 'brand', 'not_brands'),
        ...without(filters, 'colour', 'not_colours'),
        ...several(filters, 'category', 'categories', lastOf),
        ...several(filters, 'size', 'sizes', (size) => `size ${size}`),
        ...single(filters, need, format, currency),
        ...attributesOf(filters, format),
        ...(need.without ?? []).map((word) => ({ key: `without ${word}`, label: `without ${word}` })),
    ];
}

function wordsOf(need: Need): Chip[] {
    const words = [need.words, ...(need.or_words ?? [])].filter((word): word is string => Boolean(word));
    return words.length ? [{ key: 'words', label: list(words, 'or'), undo: startOver }] : [];
}

type Listed = 'brands' | 'colours' | 'categories' | 'sizes' | 'not_brands' | 'not_colours';

/** One chip a value; taking one back keeps the others. */
function several(filters: Filters, name: string, field: Listed, label: (value: string) => string): Chip[] {
    const values = filters[field] ?? [];
    return values.map((value) => {
        const rest = values.filter((other) => other !== value);
        return {
            key: `${name} ${value}`,
            label: label(value),
            undo: rest.length ? `only ${list(rest.map(label), 'or')}` : `any ${name}`,
            filters: { ...filters, [field]: rest },
        };
    });
}

function without(filters: Filters, name: string, field: Listed): Chip[] {
    const values = filters[field] ?? [];
    return values.map((value) => ({
        key: `not ${value}`,
        label: `not ${value}`,
        undo: `any ${name}`,
        filters: { ...filters, [field]: values.filter((other) => other !== value) },
    }));
}

function single(filters: Filters, need: Need, format: Format, currency?: string): Chip[] {
    const chips: Chip[] = [];
    const price = format.range(filters.price, currency);
    if (price) chips.push({ key: 'price', label: price, undo: 'any price' });
    if (need.cheap) chips.push({ key: 'cheap', label: 'cheap', undo: 'any price' });
    if (filters.min_rating)
        chips.push({
            key: 'rating',
            label: `${format.stars(filters.min_rating)} stars and up`,
            undo: 'any rating',
        });
    if (filters.in_stock) chips.push({ key: 'stock', label: 'in stock', undo: 'any stock' });
    const sort = need.sort ? sorts[need.sort] : undefined;
    if (sort) chips.push({ key: 'sort', label: sort, undo: 'any order' });
    if (need.similar_to)
        chips.push({ key: 'similar', label: `like ${nameOf(need.similar_to.replaceAll('-', ' '))}` });
    return chips;
}

function attributesOf(filters: Filters, format: Format): Chip[] {
    const attributes = filters.attributes ?? [];
    return attributes.map((one) => {
        const called = nameOf(one.name);
        return {
            key: one.name,
            label: attributeLabel(called, one, format),
            undo: `any ${called}`,
            filters: { ...filters, attributes: attributes.filter((other) => other !== one) },
        };
    });
}

function attributeLabel(
    name: string,
    { any_of: values = [], range }: AttributeFilter,
    format: Format,
): string {
    if (values.length === 1 && values[0] === 'true') return name;
    if (values.length === 1 && values[0] === 'false') return `no ${name}`;
    if (values.length) return `${name}: ${list(values, 'or')}`;
    return range ? `${name} ${rangeLabel(range, format)}` : name;
}

/** A maximum below the minimum is none: see AttributeFilter in catalog.proto. */
function rangeLabel({ min = 0, max = 0, unit = '' }: Range, format: Format): string {
    const [from, to] = [min, max].map((figure) => format.figure(figure));
    const hasEnd = max > 0 && max >= min;
    const figures = !hasEnd
        ? `from ${from}`
        : min === max || from === to
          ? from
          : min
            ? `${from} – ${to}`
            : `up to ${to}`;
    return unit ? `${figures} ${unit}` : `${figures}`;
}
