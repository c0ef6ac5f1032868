// What was heard and seen, in words.
import type { MediaReading } from '../api/types';

const MOST_SEEN = 6;
const names: Record<string, string> = {
    COLOUR: 'colour',
    TEXT: 'print',
    MODEL: 'model',
    SIZE: 'size',
    BARCODE: 'barcode',
    QR_CODE: 'QR code',
    SHAPE: 'shape',
    PATTERN: 'pattern',
};

/** "colour red", "model SAW-9376": of each kind the first, which is the surest. */
export function seenIn({ seen = [] }: MediaReading): string[] {
    const kinds = new Set<string>();
    const said: string[] = [];
    for (const { kind = '', value = '' } of seen) {
        const name = names[kind];
        if (!name || !value || kinds.has(kind)) continue;
        kinds.add(kind);
        said.push(`${name} ${value}`);
    }
    return said.slice(0, MOST_SEEN);
}

/** What was said instead of written, all of it. */
export function heardIn(media: MediaReading[] | undefined): string {
    return (media ?? [])
        .map(({ heard = '' }) => heard)
        .filter(Boolean)
        .join(' ');
}
