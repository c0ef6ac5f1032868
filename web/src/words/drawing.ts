// Which drawing stands for a product without a picture: by words of its category or title, the first that fits.

export type Drawing = keyof typeof drawings;

/** Paths in a field of 64 by 64, drawn as lines. */
export const drawings = {
    headphones: 'M14 38v-6a18 18 0 0 1 36 0v6M14 36h6v14h-3a3 3 0 0 1-3-3zM50 36h-6v14h3a3 3 0 0 0 3-3z',
    laptop: 'M16 16h32v24H16zM10 46h44l-4 5H14z',
    phone: 'M22 10h20v44H22zM29 48h6',
    screen: 'M10 14h44v28H10zM26 52h12M32 42v10',
    keyboard: 'M8 22h48v22H8zM15 30h2M23 30h2M31 30h2M39 30h2M47 30h2M20 37h24',
    cable: 'M14 18h12v10H14zM18 12v6M22 12v6M20 28c0 18 24 4 24 20M38 48h12v8H38z',
    camera: 'M10 22h12l4-6h12l4 6h12v28H10zM32 28a8 8 0 1 0 0 16 8 8 0 0 0 0-16z',
    speaker: 'M18 10h28v44H18zM32 30a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM32 17a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
    watch: 'M24 8h16l2 12H22zM22 44h20l-2 12H24zM32 20a12 12 0 1 0 0 24 12 12 0 0 0 0-24zM32 26v6l4 3',
    shoe: 'M10 40c0-8 4-14 4-22l10 4c2 8 10 12 18 14s12 4 12 12H10zM28 28l5-4M33 32l5-4',
    shirt: 'M22 12l-12 8 5 10 5-3v25h24V27l5 3 5-10-12-8c-2 5-18 5-20 0z',
    cup: 'M14 20h30v16a14 14 0 0 1-14 14h-2a14 14 0 0 1-14-14zM44 24h4a5 5 0 0 1 0 12h-4M24 8v6M34 8v6',
    pot: 'M14 28h36v18a6 6 0 0 1-6 6H20a6 6 0 0 1-6-6zM8 32h6M50 32h6M12 28h40M28 20h8',
    chair: 'M20 10h24v24H20zM18 34h28v6H18zM22 40l-4 14M42 40l4 14',
    lamp: 'M24 12h16l8 20H16zM32 32v20M22 54h20',
    plant: 'M20 40h24l-3 14H23zM32 40V22M32 30c-10 0-14-6-14-14 10 0 14 6 14 14zM32 26c0-8 6-12 14-12 0 8-6 12-14 12z',
    tool: 'M40 10a10 10 0 0 0-9 14L12 43l9 9 19-19a10 10 0 0 0 13-13l-7 6-6-6 6-7a10 10 0 0 0-6-3z',
    ball: 'M32 10a22 22 0 1 0 0 44 22 22 0 0 0 0-44zM14 20c10 8 26 8 36 0M14 44c10-8 26-8 36 0M32 10v44',
    tent: 'M32 12L8 50h48zM32 12v38M32 28l-10 22M32 28l10 22',
    bottle: 'M27 8h10v10c6 4 7 8 7 14v22H20V32c0-6 1-10 7-14zM20 36h24',
    book: 'M12 14c8-3 15-2 20 2 5-4 12-5 20-2v36c-8-3-15-2-20 2-5-4-12-5-20-2zM32 16v36',
    toy: 'M14 34h16v16H14zM34 34h16v16H34zM24 14h16v16H24z',
    paw: 'M32 32c-8 0-14 8-12 15 3 6 8 3 12 3s9 3 12-3c2-7-4-15-12-15zM18 24a4 5 0 1 0 .1 0zM46 24a4 5 0 1 0 .1 0zM26 12a4 5 0 1 0 .1 0zM38 12a4 5 0 1 0 .1 0z',
    basket: 'M10 26h44l-5 26H15zM20 26l8-14M44 26l-8-14M24 34v10M32 34v10M40 34v10',
    suitcase: 'M14 22h36v32H14zM26 22v-10h12v10M22 22v32M42 22v32',
    pen: 'M14 50l4-12L42 14l8 8-24 24zM38 18l8 8',
    home: 'M10 32L32 12l22 20M16 28v24h32V28M27 52V38h10v14',
    box: 'M12 22l20-10 20 10v22L32 54 12 44zM12 22l20 10 20-10M32 32v22',
} as const;

const words: [RegExp, Drawing][] = [
    [/headphone|earbud|headset|microphone/, 'headphones'],
    [/keyboard|mouse|mice/, 'keyboard'],
    [/laptop|ultrabook|notebook comput/, 'laptop'],
    [/cable|charger|adapter|hub|power bank/, 'cable'],
    [/phone|tablet|reader/, 'phone'],
    [/watch|tracker/, 'watch'],
    [/camera|lens|drone/, 'camera'],
    [/speaker|soundbar|radio|audio/, 'speaker'],
    [/monitor|tv|television|projector|screen|computer|ssd|router|printer|electronic/, 'screen'],
    [/shoe|boot|sneaker|sandal|slipper/, 'shoe'],
    [/coffee|espresso|kettle|tea|mug|cup/, 'cup'],
    [/bottle|beauty|shampoo|cream|perfume|oil|serum|soap/, 'bottle'],
    [/kitchen|pan|pot|cook|blender|knife|toaster|fryer/, 'pot'],
    [/tent|camp|sleeping|hik/, 'tent'],
    [/sport|ball|yoga|fitness|dumbbell|bike|outdoor|helmet/, 'ball'],
    [/lamp|bulb|light/, 'lamp'],
    [/garden|plant|prun|lawn|hose/, 'plant'],
    [/chair|furniture|desk|table|sofa|shelf|bed|mattress/, 'chair'],
    [/cloth|shirt|jacket|dress|jean|sock|sweater|hoodie|coat/, 'shirt'],
    [/tool|drill|saw|hammer|screw/, 'tool'],
    [/luggage|suitcase|backpack|bag/, 'suitcase'],
    [/pet|dog|cat|leash/, 'paw'],
    [/book|novel/, 'book'],
    [/toy|game|puzzle|baby/, 'toy'],
    [/grocery|food|chocolate|snack/, 'basket'],
    [/office|stationery|pen|paper/, 'pen'],
    [/home|smart/, 'home'],
];

export function drawingOf(category: string, title: string): Drawing {
    for (const text of [category, title]) {
        const small = text.toLowerCase();
        const found = words.find(([pattern]) => pattern.test(small));
        if (found) return found[1];
    }
    return 'box';
}

/** One of so many tints, always the same for the same category. */
export function tintOf(category: string, tints: number): number {
    let sum = 0;
    for (const letter of category) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
    return sum % tints;
}
