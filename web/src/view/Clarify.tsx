import type { Clarification } from '../api/types';
import { doesNotMatter } from '../words/sentences';
import { useTalk } from './use';

/** The question stands in the message already; here is what may be answered, and how much that would leave, where it is known. */
export function Clarify({ question }: { question: Clarification }) {
    const { format, say } = useTalk();
    return (
        <ul className="clarify" aria-label={question.question ?? 'Answers'}>
            {(question.options ?? []).map(({ label = '', count }) => (
                <li key={label}>
                    <button type="button" className="chip is-option" onClick={() => say(label)}>
                        {label}
                        {count !== undefined && count > 0 && (
                            <span className="count">
                                {format.count(count)}
                                <span className="unseen"> products</span>
                            </span>
                        )}
                    </button>
                </li>
            ))}
            <li>
                <button type="button" className="chip" onClick={() => say(doesNotMatter)}>
                    Doesn’t matter
                </button>
            </li>
        </ul>
    );
}
