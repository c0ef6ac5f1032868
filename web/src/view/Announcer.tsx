// Says to screen readers what others see happen: that a message is on its way, and its answer.
import { isPending, type Turn } from '../state/conversation';
import { tell } from '../words/problems';

export function Announcer({ turn }: { turn: Turn | undefined }) {
    return (
        <div className="unseen" role="status" aria-live="polite" aria-atomic="true">
            {turn ? words(turn) : ''}
        </div>
    );
}

function words(turn: Turn): string {
    if (turn.problem) return tell(turn.problem).title;
    if (isPending(turn)) return 'Looking for it.';
    const response = turn.response;
    if (!response) return '';
    const count = response.products?.length ?? 0;
    const products = count > 1 ? `${count} products shown.` : count === 1 ? 'One product shown.' : '';
    const options = response.clarification?.options?.length ?? 0;
    const question = turn.state === 'CLARIFICATION' && options ? `${options} answers to choose from.` : '';
    return [response.message, products, question].filter(Boolean).join(' ');
}
