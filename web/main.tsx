import { render } from 'solid-js/web';
import { App } from './app.tsx';
import './ui/tokens.css';
import './site/site.css';

const root = document.getElementById('app');
if (root !== null) render(() => <App />, root);
