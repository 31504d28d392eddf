import './api/jitless.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/rail.css';
import './styles/easel.css';
import './styles/pair.css';
import './styles/film.css';
import './styles/panel.css';
import './styles/fields.css';
import './styles/form.css';
import './styles/recipe.css';
import './styles/training.css';
import './styles/touch.css';
import { render } from 'solid-js/web';
import { App } from './app.tsx';

render(() => <App />, document.getElementById('app')!);
