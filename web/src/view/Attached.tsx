// The photos and voice notes that go with a message: before it is sent, with how far each is; and in what was said.
import type { Attachment, Attachments } from '../state/attachments';
import { tell } from '../words/problems';
import { Icon } from './Icon';

interface AttachedProps {
    attachments: Attachments;
    items: Attachment[];
}

export function Attached({ attachments, items }: AttachedProps) {
    if (!items.length) return null;
    return (
        <ul className="attached" aria-label="Goes with it">
            {items.map((item) => (
                <li key={item.id} className={item.standing === 'refused' ? 'is-refused' : ''}>
                    <Thumbnail kind={item.kind} preview={item.preview} />
                    <span className="attached-name">{item.name}</span>
                    {item.standing === 'sending' && (
                        <progress aria-label={`Sending ${item.name}`} value={item.part} max={1} />
                    )}
                    {item.problem && item.standing === 'refused' && (
                        <span role="alert">{tell(item.problem).title}</span>
                    )}
                    {item.problem?.retryable && item.standing === 'refused' && (
                        <button type="button" className="quiet" onClick={() => attachments.retry(item.id)}>
                            Try again
                        </button>
                    )}
                    <button
                        type="button"
                        className="quiet"
                        aria-label={`Remove ${item.name}`}
                        onClick={() => attachments.remove(item.id)}
                    >
                        <Icon name="close" />
                    </button>
                </li>
            ))}
        </ul>
    );
}

/** What was sent with a message that is said. */
export function Sent({ media }: { media: Pick<Attachment, 'kind' | 'preview' | 'name'>[] | undefined }) {
    if (!media?.length) return null;
    return (
        <span className="sent">
            {media.map(({ kind, preview, name }, place) => (
                <span key={place} title={name}>
                    <Thumbnail kind={kind} preview={preview} />
                    <span className="unseen">
                        {kind === 'picture' ? 'with a photo' : 'with a voice note'}
                    </span>
                </span>
            ))}
        </span>
    );
}

function Thumbnail({ kind, preview }: Pick<Attachment, 'kind' | 'preview'>) {
    if (preview) return <img src={preview} alt="" />;
    return <Icon name={kind === 'picture' ? 'photo' : 'microphone'} />;
}
