import { render } from 'solid-js/web';
import { App } from './app.tsx';
import './ui/tokens.css';
import './site/site.css';

const root = document.getElementById('app');
if (root !== null) render(() => <App />, root);

// Only for built pages: while developing it would stand between the page and its sources.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  window.addEventListener('load', () => void navigator.serviceWorker.register('/sw.js'));
}
