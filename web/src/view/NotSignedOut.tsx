// Signing out has failed: whoever walks away must know.
import type { Problem } from '../api/types';
import { tell } from '../words/problems';

export function NotSignedOut({ problem, onAgain }: { problem: Problem; onAgain: () => void }) {
    return (
        <div role="alert" className="banner is-lost">
            <p>You are still signed in. {tell(problem).title}</p>
            <button type="button" className="quiet" onClick={onAgain}>
                Sign out
            </button>
        </div>
    );
}
