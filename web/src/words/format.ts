// Numbers, money and times as people in this place write them.
import type { Money, MoneyRange } from '../api/types';
import { digitsOf, unitsOf } from './currency';

export interface Format {
    /** `isRound`: whole amounts without their .00 */
    money(money: Money | undefined, isRound?: boolean): string;
    /** `currency`: of amounts that name none */
    range(range: MoneyRange | undefined, currency?: string): string;
    count(count: number): string;
    stars(stars: number): string;
    /** of a measure; not more exact than anybody wants to know */
    figure(figure: number): string;
    ago(time: string | undefined, now: Date): string;
}

export function formatFor(locale: string): Format {
    const formats = new Map<string, Intl.NumberFormat>();
    const number = new Intl.NumberFormat(locale);
    const decimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    const measure = new Intl.NumberFormat(locale, { maximumSignificantDigits: 4 });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

    function formatOf(currency: string, isRound: boolean): Intl.NumberFormat {
        const key = `${currency} ${isRound}`;
        let format = formats.get(key);
        if (!format) {
            format = new Intl.NumberFormat(locale, {
                style: 'currency',
                currency,
                minimumFractionDigits: digitsOf(currency),
                maximumFractionDigits: digitsOf(currency),
                trailingZeroDisplay: isRound ? 'stripIfInteger' : 'auto',
            });
            formats.set(key, format);
        }
        return format;
    }

    function money(value: Money | undefined, isRound = false): string {
        if (value?.amount_minor === undefined) return '';
        if (!value.currency_code) return number.format(unitsOf(value));
        try {
            return formatOf(value.currency_code, isRound).format(unitsOf(value));
        } catch {
            return `${number.format(unitsOf(value))} ${value.currency_code}`; // no such currency
        }
    }

    function range(value: MoneyRange | undefined, currency?: string): string {
        const [min, max] = [value?.min, value?.max].map((end) =>
            end?.amount_minor ? money(currency ? { currency_code: currency, ...end } : end, true) : '',
        );
        if (min && max) return `${min} – ${max}`;
        if (max) return `up to ${max}`;
        return min ? `from ${min}` : '';
    }

    function ago(time: string | undefined, now: Date): string {
        const then = time ? Date.parse(time) : NaN;
        if (Number.isNaN(then)) return '';
        const seconds = (then - now.getTime()) / 1000;
        for (const [unit, length] of units) {
            if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
        }
        return 'just now';
    }

    return {
        money,
        range,
        count: (count) => number.format(count),
        stars: (stars) => decimal.format(stars),
        figure: (figure) => measure.format(figure),
        ago,
    };
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31536000],
    ['month', 2592000],
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
];

/** "battery_life" as people write it. */
export function nameOf(name: string): string {
    return name.replaceAll('_', ' ');
}

export function capital(text: string): string {
    return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** At most so many letters, cut between words where there are any; a little more is not worth cutting. */
export function clip(text: string, letters: number): string {
    if (text.length <= letters * 1.25) return text;
    const cut = Array.from(text.slice(0, letters + 1))
        .slice(0, -1)
        .join('');
    const blank = cut.lastIndexOf(' ');
    return `${blank > letters / 2 ? cut.slice(0, blank) : cut}…`;
}
