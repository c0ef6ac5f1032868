// "What I understood": what is wanted now, with a way to take each part of it back.
import type { Need } from '../api/types';
import { chipsOf } from '../words/chips';
import { Icon } from './Icon';
import { useTalk } from './use';

export function Understood({ need, currency }: { need: Need | undefined; currency: string | undefined }) {
    const { format, say } = useTalk();
    const chips = chipsOf(need, format, currency);
    if (!chips.length) return null;
    return (
        <section className="understood" aria-label="What I understood">
            <h2>Looking for</h2>
            <ul>
                {chips.map(({ key, label, undo, filters }) => (
                    <li key={key} className="chip is-set">
                        <span title={label}>{label}</span>
                        {undo && (
                            <button
                                type="button"
                                aria-label={`Remove ${label}`}
                                onClick={() => say(undo, filters)}
                            >
                                <Icon name="close" />
                            </button>
                        )}
                    </li>
                ))}
            </ul>
        </section>
    );
}
