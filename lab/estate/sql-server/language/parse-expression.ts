/** Expressions and conditions by operator precedence ("Operator Precedence (Transact-SQL)"). */
import { isCondition } from './ast';
import type { ArithmeticOperator, ComparisonOperator, Expression, FunctionCall, OrderItem, Query } from './ast';
import { literal, stringLiteral } from './literals';
import { syntaxError } from './syntax-error';
import type { TokenStream } from './token-stream';
import { parseType } from './type-name';

/** Given by the query parser, because queries and expressions contain each other. */
export type ParseQuery = (stream: TokenStream) => Query;

const comparisons: ReadonlyMap<string, ComparisonOperator> = new Map<string, ComparisonOperator>([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['>', '>'],
  ['<=', '<='],
  ['>=', '>='],
]);

const arithmetic: ReadonlyMap<string, number> = new Map([
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['%', 6],
]);

const predicateStarts = ['IN', 'BETWEEN', 'LIKE'];
const datePartFunctions: ReadonlySet<string> = new Set(['dateadd', 'datediff']);
/** Reserved words that are functions all the same. */
const keywordFunctions: ReadonlySet<string> = new Set(['LEFT', 'RIGHT', 'COALESCE']);

export class ExpressionParser {
  constructor(
    private readonly stream: TokenStream,
    private readonly parseQuery: ParseQuery,
  ) {}

  value(): Expression {
    return this.addition(5);
  }

  /** @throws SqlError 4145 when it is a value. */
  condition(): Expression {
    return this.requireCondition(this.disjunction());
  }

  orderItem(): OrderItem {
    const expression = this.value();
    const descending = this.stream.takeAny(['ASC', 'DESC']) === 'DESC';
    return { expression, descending };
  }

  private disjunction(): Expression {
    let left = this.conjunction();
    while (this.stream.at('OR')) {
      this.requireCondition(left);
      this.stream.take();
      left = { kind: 'or', left, right: this.requireCondition(this.conjunction()) };
    }
    return left;
  }

  private conjunction(): Expression {
    let left = this.negation();
    while (this.stream.at('AND')) {
      this.requireCondition(left);
      this.stream.take();
      left = { kind: 'and', left, right: this.requireCondition(this.negation()) };
    }
    return left;
  }

  private negation(): Expression {
    if (!this.stream.takeIf('NOT')) return this.predicate();
    return { kind: 'not', operand: this.requireCondition(this.negation()) };
  }

  private predicate(): Expression {
    const { stream } = this;
    if (stream.takeIf('EXISTS')) {
      stream.expect('(');
      const query = this.parseQuery(stream);
      stream.expect(')');
      return { kind: 'exists', query };
    }
    const operand = this.addition(5, true);
    if (isCondition(operand)) return operand;

    const operator = comparisons.get(stream.current.word);
    if (operator !== undefined) {
      stream.take();
      return { kind: 'compare', operator, left: operand, right: this.value() };
    }
    if (stream.takeIf('IS')) {
      const negated = stream.takeIf('NOT');
      stream.expect('NULL');
      return this.negatedIf(negated, { kind: 'isNull', operand });
    }
    const negated = stream.at('NOT') && predicateStarts.includes(stream.peek(1).word) && stream.takeIf('NOT');
    if (stream.takeIf('IN')) return this.negatedIf(negated, this.membership(operand));
    if (stream.takeIf('BETWEEN')) {
      const low = this.value();
      stream.expect('AND');
      return this.negatedIf(negated, { kind: 'between', operand, low, high: this.value() });
    }
    if (stream.takeIf('LIKE')) return this.negatedIf(negated, { kind: 'like', operand, pattern: this.value() });
    return operand;
  }

  private negatedIf(negated: boolean, operand: Expression): Expression {
    return negated ? { kind: 'not', operand } : operand;
  }

  private membership(operand: Expression): Expression {
    const { stream } = this;
    stream.expect('(');
    const items = this.stream.at('SELECT') ? this.parseQuery(stream) : stream.list(() => this.value());
    stream.expect(')');
    return { kind: 'in', operand, items };
  }

  /** Binary operators of at least this precedence. A parenthesised condition may stand where `conditions` says so. */
  private addition(precedence: number, conditions = false): Expression {
    let left = this.unary(conditions);
    for (;;) {
      const operator = this.stream.current.word;
      const strength = arithmetic.get(operator);
      if (strength === undefined || strength < precedence || isCondition(left)) return left;
      this.stream.take();
      left = { kind: 'arithmetic', operator: operator as ArithmeticOperator, left, right: this.addition(strength + 1) };
    }
  }

  private unary(conditions: boolean): Expression {
    const operator = this.stream.takeAny(['+', '-']);
    if (operator === undefined) return this.collated(this.primary(conditions));
    const operand = this.unary(false);
    return operator === '+' ? operand : { kind: 'negate', operand };
  }

  /** All texts of the lab are compared without regard to case: a COLLATE that says so settles a conflict, any other is not modelled. */
  private collated(operand: Expression): Expression {
    while (this.stream.at('COLLATE') && /_CI_AS$|^DATABASE_DEFAULT$/i.test(this.stream.peek(1).value)) {
      this.stream.take();
      operand = { kind: 'collate', operand, collation: this.stream.identifier() };
    }
    return operand;
  }

  private primary(conditions: boolean): Expression {
    const { stream } = this;
    const constant = literal(stream.current);
    if (constant !== undefined) {
      stream.take();
      return constant;
    }
    if (stream.current.kind === 'variable') {
      const { value, line } = stream.take();
      return { kind: 'variable', name: value.toLowerCase(), line };
    }
    if (stream.takeIf('NULL')) return { kind: 'null' };
    if (stream.takeIf('(')) return this.parenthesised(conditions);
    if (stream.at('CASE')) return this.caseExpression();
    if (stream.at('CAST', '(')) return this.cast();
    if (stream.at('CONVERT', '(')) return this.convert();
    if (stream.peek(1).word === '(' && (stream.atIdentifier || keywordFunctions.has(stream.current.word)))
      return this.call();
    if (stream.at('SYSTEM_USER')) {
      const { word, line } = stream.take();
      return { kind: 'call', name: word.toLowerCase(), arguments: [], distinct: false, star: false, line };
    }
    return this.column();
  }

  private parenthesised(conditions: boolean): Expression {
    if (this.stream.at('SELECT')) {
      const query = this.parseQuery(this.stream);
      this.stream.expect(')');
      return { kind: 'subquery', query };
    }
    const inner = conditions ? this.disjunction() : this.value();
    this.stream.expect(')');
    return inner;
  }

  private caseExpression(): Expression {
    const { stream } = this;
    stream.expect('CASE');
    const input = stream.at('WHEN') ? undefined : this.value();
    const branches: { when: Expression; then: Expression }[] = [];
    while (stream.takeIf('WHEN')) {
      const when = input === undefined ? this.condition() : this.value();
      stream.expect('THEN');
      branches.push({ when, then: this.value() });
    }
    if (branches.length === 0) throw stream.failure();
    const otherwise = stream.takeIf('ELSE') ? this.value() : undefined;
    stream.expect('END');
    return { kind: 'case', branches, ...(input && { input }), ...(otherwise && { otherwise }) };
  }

  private cast(): Expression {
    const { stream } = this;
    stream.expect('CAST', '(');
    const operand = this.value();
    stream.expect('AS');
    const type = parseType(stream, 30);
    stream.expect(')');
    return { kind: 'cast', operand, type };
  }

  private convert(): Expression {
    const { stream } = this;
    stream.expect('CONVERT', '(');
    const type = parseType(stream, 30);
    stream.expect(',');
    const operand = this.value();
    const style = stream.takeIf(',') ? this.value() : undefined;
    stream.expect(')');
    return { kind: 'cast', operand, type, ...(style && { style }) };
  }

  private call(): FunctionCall {
    const { stream } = this;
    const { value, line } = stream.take();
    const name = value.toLowerCase();
    stream.expect('(');
    const star = stream.takeIf('*');
    const distinct = !star && stream.takeAny(['DISTINCT', 'ALL']) === 'DISTINCT';
    let values: Expression[] = [];
    if (!star && !stream.at(')')) {
      const part = datePartFunctions.has(name) ? [stringLiteral(stream.identifier(), false)] : [];
      if (part.length > 0) stream.expect(',');
      values = [...part, ...stream.list(() => this.value())];
    }
    stream.expect(')');
    const over = stream.takeIf('OVER') ? this.window() : undefined;
    return { kind: 'call', name, arguments: values, distinct, star, line, ...(over && { over }) };
  }

  private window(): NonNullable<FunctionCall['over']> {
    const { stream } = this;
    stream.expect('(');
    const partitionBy = stream.takeIf('PARTITION', 'BY') ? stream.list(() => this.value()) : [];
    const orderBy = stream.takeIf('ORDER', 'BY') ? stream.list(() => this.orderItem()) : [];
    stream.expect(')');
    return { partitionBy, orderBy };
  }

  private column(): Expression {
    const { stream } = this;
    const { line } = stream.current;
    const parts = [stream.identifier()];
    while (stream.takeIf('.')) {
      // `db..table.column` leaves the schema out.
      parts.push(stream.at('.') ? '' : stream.identifier());
    }
    if (parts.length > 1 && stream.at('(')) return this.userFunction(parts, line);
    return { kind: 'column', parts, line };
  }

  /** `msdb.dbo.agent_datetime(...)`: a function with a schema is not one of the language. */
  private userFunction(parts: readonly string[], line: number): FunctionCall {
    const { stream } = this;
    stream.expect('(');
    const values = stream.at(')') ? [] : stream.list(() => this.value());
    stream.expect(')');
    const name = parts.join('.').toLowerCase();
    return { kind: 'call', name, arguments: values, distinct: false, star: false, line };
  }

  private requireCondition(expression: Expression): Expression {
    if (isCondition(expression)) return expression;
    const near = this.stream.atEnd ? this.stream.previous : this.stream.current;
    throw syntaxError(
      4145,
      `An expression of non-boolean type specified in a context where a condition is expected, near '${near.value}'.`,
      near.line,
    );
  }
}
