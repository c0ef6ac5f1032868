import { useState } from 'react';
import { setTheme, theme, type Theme } from '../state/browser';
import { Icon } from './Icon';

interface HeaderProps {
    title: string;
    saved: number;
    hasConversations: boolean;
    hasList: boolean;
    isSignedIn: boolean;
    onSignOut: () => void;
    onConversations: () => void;
    onList: () => void;
    onNew: () => void;
}

export function Header(props: HeaderProps) {
    return (
        <header className="head">
            {props.hasConversations && (
                <button
                    type="button"
                    className="icon"
                    aria-label="Conversations"
                    onClick={props.onConversations}
                >
                    <Icon name="menu" />
                </button>
            )}
            <h1 className="brand">
                <Icon name="bag" />
                Steward
            </h1>
            <p className="subject">{props.title}</p>
            <ThemeButton />
            {props.hasList && (
                <button
                    type="button"
                    className="icon"
                    aria-label={props.saved ? `Your list, ${props.saved} saved` : 'Your list'}
                    onClick={props.onList}
                >
                    <Icon name="bookmark" />
                    {props.saved > 0 && <span className="badge">{props.saved}</span>}
                </button>
            )}
            {props.isSignedIn && (
                <button
                    type="button"
                    className="icon"
                    aria-label="Sign out"
                    title="Sign out"
                    onClick={props.onSignOut}
                >
                    <Icon name="leave" />
                </button>
            )}
            <button type="button" className="button" aria-label="New conversation" onClick={props.onNew}>
                <Icon name="plus" />
                <span className="wide-only">New conversation</span>
            </button>
        </header>
    );
}

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const called: Record<Theme, string> = { system: 'as the system', light: 'light', dark: 'dark' };

function ThemeButton() {
    const [chosen, setChosen] = useState(theme);
    return (
        <button
            type="button"
            className="icon"
            aria-label={`Colours: ${called[chosen]}. Change to ${called[next[chosen]]}`}
            title={`Colours: ${called[chosen]}`}
            onClick={() => {
                setTheme(next[chosen]);
                setChosen(next[chosen]);
            }}
        >
            <Icon name={chosen === 'dark' ? 'moon' : chosen === 'light' ? 'sun' : 'contrast'} />
        </button>
    );
}
