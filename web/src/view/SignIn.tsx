// Asks for an API key. Nothing can be done without one, so it covers the page; what was said is behind it, and goes on.
import { type FormEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Account } from '../state/account';
import { tellSignIn, why } from '../words/signing';

interface SignInProps {
    account: Account;
    onSignIn: (key: string) => void;
}

export function SignIn({ account, onSignIn }: SignInProps) {
    const [key, setKey] = useState('');
    const [isMissing, setMissing] = useState(false);
    const dialog = useRef<HTMLDialogElement>(null);
    const box = useRef<HTMLInputElement>(null);
    const id = useId();
    const told = account.problem && tellSignIn(account.problem);
    const isWrong = isMissing || account.problem?.status === 401;

    useLayoutEffect(() => {
        const shown = dialog.current;
        if (!shown?.open) shown?.showModal();
        return () => shown?.close(); // the focus goes back to where it was
    }, []);
    useEffect(() => {
        if (account.problem) box.current?.select();
    }, [account.problem]);

    function submitted(event: FormEvent) {
        event.preventDefault();
        setMissing(!key.trim());
        if (key.trim()) onSignIn(key);
        else box.current?.focus();
    }

    return (
        <dialog
            ref={dialog}
            className="sign-in"
            aria-labelledby={`${id}-title`}
            onKeyDown={(event) => event.key === 'Escape' && event.preventDefault()}
            onCancel={(event) => event.preventDefault()}
            onClose={() => dialog.current?.showModal()} // where a browser closes it all the same
        >
            <form onSubmit={submitted} noValidate>
                <h2 id={`${id}-title`}>Sign in</h2>
                <p>{why[account.before ?? 'first']}</p>
                <label htmlFor={`${id}-key`}>API key</label>
                <input
                    id={`${id}-key`}
                    ref={box}
                    type="password"
                    value={key}
                    onChange={(event) => {
                        setKey(event.target.value);
                        setMissing(false);
                    }}
                    autoComplete="off"
                    autoCapitalize="off"
                    spellCheck={false}
                    autoFocus
                    required
                    aria-invalid={isWrong}
                    aria-describedby={`${id}-told ${id}-kept`}
                />
                <div id={`${id}-told`} role="alert">
                    {isMissing ? (
                        <p className="note is-bad">Paste your key here first.</p>
                    ) : (
                        told && (
                            <div className="note is-bad">
                                <p>
                                    <strong>{told.title}</strong>
                                </p>
                                {told.details.map((detail) => (
                                    <p key={detail}>{detail}</p>
                                ))}
                            </div>
                        )
                    )}
                </div>
                <p id={`${id}-kept`} className="hint">
                    It begins with <code>st_live_</code>. This page does not keep it: your browser gets a
                    cookie instead, until you sign out.
                </p>
                <button type="submit" className="button primary" aria-disabled={account.isBusy}>
                    {account.isBusy ? 'Signing in…' : 'Sign in'}
                </button>
            </form>
        </dialog>
    );
}
