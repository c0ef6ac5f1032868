// How many digits a currency has behind the point, by ISO 4217, as common/base/currency_digits.c has it. Browsers go by
// what people use and leave digits out: a forint of 129900 hundredths would be 129,900 for them.
import type { Money } from '../api/types';

const unlike: [codes: string, digits: number][] = [
    ['BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0],
    ['BHD IQD JOD KWD LYD OMR TND', 3],
    ['CLF UYW', 4],
];
const digits = new Map(unlike.flatMap(([codes, count]) => codes.split(' ').map((code) => [code, count])));

/** Of one that is not known, or not named: 2. */
export function digitsOf(currency: string | undefined): number {
    return digits.get(currency ?? '') ?? 2;
}

export function unitsOf({ amount_minor = 0, currency_code }: Money): number {
    return amount_minor / 10 ** digitsOf(currency_code);
}

export function amountOf(units: number, currency: string | undefined): Money {
    const amount_minor = Math.round(units * 10 ** digitsOf(currency));
    return currency ? { currency_code: currency, amount_minor } : { amount_minor };
}
