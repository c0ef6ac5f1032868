import { useRef } from 'react';
import type { Shown } from '../api/types';
import { compareSaved, removeSaved } from '../words/sentences';
import { Icon } from './Icon';
import { Placeholder } from './Placeholder';
import { useTalk } from './use';

export function Shortlist({ saved }: { saved: Shown[] }) {
    const { format, say, mention } = useTalk();
    const section = useRef<HTMLElement>(null);

    /** Its button goes with it: the focus stays in the list. */
    function remove(position: number) {
        section.current?.focus();
        mention(removeSaved(position));
    }

    return (
        <section aria-label="Your list" className="shortlist" ref={section} tabIndex={-1}>
            <h2 className="column-title">Your list</h2>
            {saved.length === 0 ? (
                <p className="hint">Nothing saved yet. Save what you like, and compare it here later.</p>
            ) : (
                <ul>
                    {saved.map((product, position) => (
                        <li key={product.product_id}>
                            <Placeholder category={product.category ?? ''} title={product.title ?? ''} />
                            <div>
                                <p className="saved-title">{product.title}</p>
                                <p className="hint">{format.money(product.price)}</p>
                            </div>
                            <button
                                type="button"
                                className="icon small"
                                aria-label={`Remove ${product.title} from your list`}
                                onClick={() => remove(position)}
                            >
                                <Icon name="close" />
                            </button>
                        </li>
                    ))}
                </ul>
            )}
            {saved.length > 1 && (
                <button type="button" className="button" onClick={() => say(compareSaved)}>
                    <Icon name="scale" />
                    Compare them
                </button>
            )}
        </section>
    );
}
