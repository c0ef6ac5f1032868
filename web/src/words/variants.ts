// What else a product is to be had in.
import type { Money, RankedProduct, Variant } from '../api/types';
import type { Format } from './format';

const MOST = 6;

export interface AlsoIn {
    /** each says what differs, and its price where that differs too */
    texts: string[];
    /** others, of which nothing is said */
    more: number;
}

export function alsoIn({ variants = [], price }: RankedProduct, format: Format): AlsoIn {
    const texts = new Set(variants.map((variant) => told(variant, price, format)).filter(Boolean));
    return { texts: [...texts].slice(0, MOST), more: Math.max(0, texts.size - MOST) };
}

function told({ differs = [], price, stock }: Variant, shown: Money | undefined, format: Format): string {
    const isSame =
        price?.amount_minor === shown?.amount_minor && price?.currency_code === shown?.currency_code;
    const what = [differs.join(', '), isSame ? '' : format.money(price)].filter(Boolean).join(' for ');
    return what && stock && (stock.quantity ?? 0) <= 0 ? `${what} (out of stock)` : what;
}
