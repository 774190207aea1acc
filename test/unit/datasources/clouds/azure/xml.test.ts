import { describe, expect, it } from 'vitest';
import {
  elementAt,
  parseXml,
  textAt,
  xmlText,
} from '../../../../../src/datasources/clouds/azure/xml.ts';

const parse = (text: string) => parseXml(text, 'a.xml');

describe('XML of Azure', () => {
  it('has names without prefixes, and elements in elements', () => {
    const root = parse(`<?xml version="1.0"?>
      <e:Env xmlns:e="urn:a>b" b='c'>
        <!-- a <comment> --><e:One><Two>2</Two></e:One><One/><Three a="b" />
      </e:Env>`);

    expect(root.name).toBe('Env');
    expect(root.children.map(({ name }) => name)).toEqual(['One', 'One', 'Three']);
    expect(textAt(root, 'One', 'Two')).toBe('2');
    expect(elementAt(root, 'Two')).toBeUndefined();
    expect(textAt(root, 'Three')).toBeUndefined();
  });

  it('has text with the five entities, numbers and what is taken as it is', () => {
    const root = parse('<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x0D;<![CDATA[<&b]]> c</a>');

    expect(root.text).toBe(`<>&"'A\r<&b c`);
  });

  it.each([
    { what: 'a DOCTYPE', text: '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', says: 'has a DOCTYPE' },
    { what: 'a late DOCTYPE', text: '<?xml?><!doctype a><a/>', says: 'has a DOCTYPE' },
    { what: 'an entity', text: '<a>&b;</a>', says: 'has &b;, an entity' },
    { what: 'a name of JavaScript', text: '<a>&toString;</a>', says: 'an entity' },
    { what: 'a lone ampersand', text: '<a>b & c</a>', says: 'has &, an entity' },
    { what: 'a character beyond the last', text: '<a>&#x110000;</a>', says: 'an entity' },
    { what: 'an end too early', text: '<a><b></a>', says: '</a> ends what did not begin' },
    { what: 'an end too many', text: '<a/></a>', says: '</a> ends what did not begin' },
    { what: 'no end', text: '<a><b></b>', says: 'is not one whole XML element' },
    { what: 'two of it', text: '<a/><a/>', says: 'is not one whole XML element' },
    { what: 'text around it', text: '<a/>b', says: 'is not one whole XML element' },
    { what: 'nothing', text: '', says: 'is not one whole XML element' },
    { what: 'a cut tag', text: '<a b="c', says: 'is no XML, at character 1' },
    { what: 'a tag in an attribute', text: '<a b="<c>"/>', says: 'is no XML' },
    { what: 'a cut comment', text: '<a><!-- b</a>', says: 'is no XML, at character 4' },
    { what: 'much depth', text: '<a>'.repeat(100), says: 'is too deep' },
  ])('is refused with $what', ({ text, says }) => {
    expect(() => parse(text)).toThrow(says);
  });

  it('is read in time that grows with its length', () => {
    const text = `<a>${'<b c="d">e</b>'.repeat(70_000)}</a>`;

    expect(parse(text).children).toHaveLength(70_000);
    expect(() => parse(`<a ${' '.repeat(500_000)}!`)).toThrow('is no XML');
  });

  it('can hold any text', () => {
    const text = 'a <b> & "c" ]]>';

    expect(parse(`<a>${xmlText(text)}</a>`).text).toBe(text);
  });
});
