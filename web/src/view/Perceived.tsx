// What was made out of photos and voice notes. What was misheard can be put right: it goes into the box as text.
import type { MediaReading } from '../api/types';
import { heardIn, seenIn } from '../words/media';
import { tell } from '../words/problems';
import { Icon } from './Icon';
import { useTalk } from './use';

export function Perceived({ media }: { media: MediaReading[] | undefined }) {
    const { draft } = useTalk();
    if (!media?.length) return null;
    const heard = heardIn(media);
    return (
        <ul className="perceived" aria-label="What I heard and saw">
            {media.map((reading, place) => (
                <li key={reading.media_id ?? place}>
                    <Icon name={reading.kind === 'voice' ? 'microphone' : 'photo'} />
                    <Reading reading={reading} />
                </li>
            ))}
            {heard && (
                <li>
                    <button type="button" className="quiet" onClick={() => draft(heard)}>
                        Correct what I heard
                    </button>
                </li>
            )}
        </ul>
    );
}

function Reading({ reading }: { reading: MediaReading }) {
    if (reading.problem) return <span className="is-missing">{tell(reading.problem).title}</span>;
    if (reading.heard) return <q>{reading.heard}</q>;
    const seen = seenIn(reading);
    if (!seen.length) return <span className="hint">nothing that helps to search</span>;
    return (
        <>
            {seen.map((one) => (
                <span key={one} className="badge">
                    {one}
                </span>
            ))}
        </>
    );
}
