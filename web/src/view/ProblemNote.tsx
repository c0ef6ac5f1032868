import type { Problem } from '../api/types';
import { tell } from '../words/problems';

export function ProblemNote({ problem, onAgain }: { problem: Problem; onAgain: (() => void) | undefined }) {
    const told = tell(problem);
    return (
        <div className="note is-bad">
            <p>
                <strong>{told.title}</strong>
            </p>
            {told.details.map((detail) => (
                <p key={detail}>{detail}</p>
            ))}
            {told.reference && (
                <p className="hint">
                    If you ask somebody for help, tell them <code>{told.reference}</code>.
                </p>
            )}
            {onAgain && (
                <button type="button" className="button" onClick={onAgain}>
                    {told.canRetry ? 'Ask again' : 'Try it anyway'}
                </button>
            )}
        </div>
    );
}
