// The conversation itself.
import { type RefObject, useEffect, useRef } from 'react';
import { type Conversation, isAnswered, openQuestion, shownTurn, type Turn } from '../state/conversation';
import { tell } from '../words/problems';
import { TurnView } from './TurnView';
import { Welcome } from './Welcome';

interface ThreadProps {
    state: Conversation;
    spoken: number;
    stays: RefObject<boolean>;
    hasFacets: boolean;
    onAgain: (requestId: string) => void;
    onRead: (requestId: string) => void;
    onReload: () => void;
}

export function Thread({ state, spoken, stays, hasFacets, onAgain, onRead, onReload }: ThreadProps) {
    const last = state.turns.at(-1);
    const shown = shownTurn(state);
    const question = openQuestion(state);
    const place = useRef<HTMLOListElement>(null);
    useArrival(place, last, spoken, stays);

    if (state.loading === 'loading') return <Opening />;
    if (state.loading === 'failed' && state.loadingProblem)
        return <NotOpened problem={tell(state.loadingProblem)} onReload={onReload} />;
    if (!last) return <Welcome isGone={state.isGone ?? false} />;
    return (
        <ol className="turns" ref={place} aria-label="Conversation">
            {state.turns.map((turn) => (
                <TurnView
                    key={turn.requestId}
                    turn={turn}
                    state={state}
                    isLast={turn === last}
                    isShown={turn === shown}
                    question={turn === last ? question : undefined}
                    hasFacets={hasFacets && turn === shown}
                    onAgain={() => onAgain(turn.requestId)}
                    onRead={() => onRead(turn.requestId)}
                />
            ))}
        </ol>
    );
}

const MARGIN = 16;

/** A new turn comes into view; one that a click has said gets the focus, for the button may be gone. */
function useArrival(
    place: RefObject<HTMLOListElement | null>,
    last: Turn | undefined,
    spoken: number,
    stays: RefObject<boolean>,
) {
    const spokenBefore = useRef(spoken);
    const id = last?.requestId;
    const isHere = last !== undefined && isAnswered(last); // only then there is room to scroll it to the top
    const hasFailed = last?.problem !== undefined;
    useEffect(() => {
        if (stays.current && !hasFailed) return;
        const list = place.current;
        const turn = list?.lastElementChild;
        if (!(turn instanceof HTMLElement)) return;
        list?.scrollTo({ top: turn.offsetTop - MARGIN });
        if (spoken !== spokenBefore.current)
            turn.querySelector<HTMLElement>('.said')?.focus({ preventScroll: true });
        spokenBefore.current = spoken;
    }, [place, id, isHere, hasFailed, spoken, stays]);
}

function Opening() {
    return (
        <div className="opening" aria-busy="true">
            <p className="hint">Opening the conversation…</p>
            <div className="bone" />
            <div className="bone wide" />
            <div className="bone" />
        </div>
    );
}

function NotOpened({ problem, onReload }: { problem: ReturnType<typeof tell>; onReload: () => void }) {
    return (
        <div className="note is-bad" role="alert">
            <h2>This conversation could not be opened</h2>
            <p>{problem.title}</p>
            {problem.details.map((detail) => (
                <p key={detail} className="hint">
                    {detail}
                </p>
            ))}
            <button type="button" className="button" onClick={onReload}>
                Try again
            </button>
        </div>
    );
}
