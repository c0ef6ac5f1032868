import { useState } from 'react';
import type { SessionEntry } from '../api/types';
import { asProblem } from '../api/problem';
import { addressOf } from '../state/browser';
import { tell } from '../words/problems';
import { Icon } from './Icon';
import { useTalk } from './use';

interface ConversationsProps {
    sessions: SessionEntry[];
    current: string;
    onOpen: (sessionId: string) => void;
    onErase: (sessionId: string) => Promise<void>;
}

export function Conversations({ sessions, current, onOpen, onErase }: ConversationsProps) {
    const [trouble, setTrouble] = useState('');
    const { format } = useTalk();
    const now = new Date();

    function erase(sessionId: string) {
        setTrouble('');
        onErase(sessionId).catch((thrown: unknown) => setTrouble(tell(asProblem(thrown)).title));
    }

    return (
        <nav aria-label="Conversations">
            <h2 className="column-title">Conversations</h2>
            {trouble && (
                <p className="trouble" role="alert">
                    {trouble}
                </p>
            )}
            {sessions.length === 0 ? (
                <p className="hint">What you look for is kept here, so that you can go on another day.</p>
            ) : (
                <ul className="sessions">
                    {sessions.map((one) => (
                        <Entry
                            key={one.session_id}
                            session={one}
                            when={format.ago(one.updated_at, now)}
                            isCurrent={one.session_id === current}
                            onOpen={onOpen}
                            onErase={erase}
                        />
                    ))}
                </ul>
            )}
            <p className="hint documents">
                For programs: <a href="/docs">the API</a>, <a href="/asyncapi">its events</a>
            </p>
        </nav>
    );
}

interface EntryProps {
    session: SessionEntry;
    when: string;
    isCurrent: boolean;
    onOpen: (sessionId: string) => void;
    onErase: (sessionId: string) => void;
}

/** Erasing asks once more, in place. */
function Entry({ session, when, isCurrent, onOpen, onErase }: EntryProps) {
    const [isSure, setSure] = useState(false);
    const title = session.title || 'A conversation';
    return (
        <li className={isCurrent ? 'is-current' : ''}>
            <a
                href={addressOf(session.session_id)}
                aria-current={isCurrent ? 'page' : undefined}
                onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
                    event.preventDefault();
                    onOpen(session.session_id);
                }}
            >
                <span className="session-title">{title}</span>
                <span className="hint">{when}</span>
            </a>
            {isSure ? (
                <button
                    type="button"
                    className="danger"
                    autoFocus
                    onBlur={() => setSure(false)}
                    onClick={() => onErase(session.session_id)}
                >
                    Erase it
                </button>
            ) : (
                <button
                    type="button"
                    className="icon small"
                    aria-label={`Erase “${title}”`}
                    onClick={() => setSure(true)}
                >
                    <Icon name="trash" />
                </button>
            )}
        </li>
    );
}
