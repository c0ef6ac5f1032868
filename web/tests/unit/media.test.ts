import { expect, it } from 'vitest';
import { heardIn, seenIn } from '../../src/words/media';

it('of what is seen the surest of each kind is told', () => {
    const seen = [
        { kind: 'COLOUR', value: 'red' },
        { kind: 'COLOUR', value: 'white' },
        { kind: 'FORMAT', value: 'wide' },
        { kind: 'MODEL', value: 'SAW-9376' },
        { kind: 'TEXT' },
    ];
    expect(seenIn({ seen })).toEqual(['colour red', 'model SAW-9376']);
    expect(seenIn({})).toEqual([]);
});

it('what was heard is one text', () => {
    expect(heardIn([{ heard: 'red' }, { seen: [] }, { heard: 'mug' }])).toBe('red mug');
    expect(heardIn(undefined)).toBe('');
});
