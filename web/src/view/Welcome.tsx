import { Placeholder } from './Placeholder';
import { useTalk } from './use';

const examples = [
    { text: 'wireless headphones under 100', category: 'Headphones' },
    { text: 'a gaming laptop with at least 16 GB', category: 'Gaming Laptops' },
    { text: 'running shoes', category: 'Running Shoes' },
    { text: 'an espresso machine in red', category: 'Espresso Machines' },
];

export function Welcome({ isGone }: { isGone: boolean }) {
    const { say } = useTalk();
    return (
        <section className="welcome" aria-labelledby="welcome">
            {isGone && (
                <p className="note" role="status">
                    The conversation that this address names is not kept any more. Here a new one begins.
                </p>
            )}
            <h2 id="welcome">What are you looking for?</h2>
            <p>
                Say it in your own words, then go on from what you are shown: “under 900”, “only in black”,
                “compare the first two”, “how heavy is it?”, “go back”.
            </p>
            <ul>
                {examples.map(({ text, category }) => (
                    <li key={text}>
                        <button type="button" onClick={() => say(text)}>
                            <Placeholder category={category} title={text} />
                            <span>{text}</span>
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    );
}
