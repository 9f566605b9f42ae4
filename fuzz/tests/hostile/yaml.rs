//! YAML, whatever it holds.

use crate::{hostile, listed, mebi, scale};

hostile! {
    brackets_without_end = "[".repeat(mebi() << 20).replacen('[', "- [", 1);
    braces_without_end = format!("- {}", "{a: ".repeat(mebi() << 18));
    dashes_without_end = "- ".repeat(mebi() << 19);
    keys_without_end = "? ".repeat(mebi() << 19);
    maps_in_lists_without_end = (0..2_000).map(|n| format!("{}- a:\n", "  ".repeat(n))).collect::<String>();
    brackets_at_the_limit = format!("a: [{}]", listed(50, |_| "[".repeat(9_900) + &"]".repeat(9_900)));
    tabs_below_many_brackets =
        format!("a: {}{}{}", "[".repeat(9_900), "\t1,".repeat(scale() * 200_000), "]".repeat(9_900));
    tabs_in_a_text = format!("a: b\n{} c: d\n", "  x\t\n".repeat(mebi() << 17));
    a_list_on_one_line = format!("a: [{}]", listed(300_000, |_| "b".into()));
    an_object_on_one_line = format!("a: {{{}}}", listed(100_000, |n| format!("k{n}: 1")));
    pairs_on_one_line = format!("a: [{}]", listed(100_000, |n| format!("k{n}: 1")));
    quoted_texts_on_one_line = format!("a: [{}]", listed(100_000, |_| "\"x\\ty\"".into()));
    a_plain_text_of_many_lines = format!("a: {}", "b\n  ".repeat(mebi() << 18));
    a_plain_text_on_one_line = format!("a: {}", "b ".repeat(mebi() << 19));
    a_plain_key_on_one_line = format!("{}: 1", "b".repeat(mebi() << 20));
    colons = "a:".repeat(mebi() << 19);
    a_quoted_text_of_many_lines = format!("a: \"{}\"", "b\n  ".repeat(mebi() << 18));
    a_quoted_text_without_end = format!("a: \"{}", "b\n  ".repeat(mebi() << 18));
    a_quoted_text_of_blank_lines = format!("a: \"{}\"", "\n".repeat(mebi() << 20));
    a_folded_text = format!("a: >\n{}", "  b\n".repeat(mebi() << 18));
    a_literal_text = format!("a: |\n{}", "  b\n".repeat(mebi() << 18));
    a_literal_text_of_blank_lines = format!("a: |\n{}  b\n", "\n".repeat(mebi() << 20));
    a_literal_text_of_blanks = format!("a: |\n{}\n  b\n", " ".repeat(mebi() << 20));
    literal_texts = "- |\n  b\n".repeat(scale() * 100_000);
    folded_texts_of_blank_lines = "- >\n\n\n\n  b\n\n\n".repeat(scale() * 50_000);
    spaces_before_colons = format!("a: {{{}}}", listed(2_000, |n| format!("k{n}{}: 1", " ".repeat(500))));
    lists_below_a_long_comment = format!("a:\n{}{}b\n", "# c\n".repeat(mebi() << 17), "- ".repeat(4_000));
    comments = "# a\n".repeat(mebi() << 18);
    blanks = " ".repeat(mebi() << 20);
    blank_lines = format!("a: 1\n{}b: 2\n", "\n".repeat(mebi() << 20));
    carriage_returns = "a:\r".repeat(mebi() << 18);
    exclamation_marks = format!("- {}", "! ".repeat(mebi() << 19));
    directives = format!("{}---\na: 1\n", "%TAG !a! tag:a,2000:\n".repeat(scale() * 50_000));
    anchors = listed(100_000, |n| format!("\n- &a{n} b")).replace(',', "");
    one_anchor_many_times = listed(100_000, |_| "\n- &a b".into()).replace(',', "");
    aliases_of_a_text = format!("- &a b\n{}", "- *a\n".repeat(scale() * 100_000));
    aliases_of_aliases = (0..30).map(|n| match n {
        0 => "a0: &a0 [b, b, b]\n".to_owned(),
        n => format!("a{n}: &a{n} [{}]\n", ["*a"; 9].map(|alias| format!("{alias}{}", n - 1)).join(", ")),
    }).collect::<String>();
    aliases_of_a_long_list =
        format!("a: &a [{}]\nb: [{}]\n", listed(2_000, |_| "1".into()), listed(1_000, |_| "*a".into()));
    aliases_of_a_long_text = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), listed(20_000, |_| "*a".into()));
    merge_keys = format!("a: &a {{b: 1}}\nc:\n{}", "  <<: *a\n".repeat(scale() * 100_000));
    merge_keys_of_many_members =
        format!("a: &a {{{}}}\nc:\n{}", listed(300, |n| format!("k{n}: 1")), "  <<: *a\n".repeat(1_000));
    merge_keys_in_one_another = (0..2_000).map(|n| match n {
        0 => "a0: &a0 {b: 1}\n".to_owned(),
        n => format!("a{n}: &a{n} {{<<: *a{}, c{n}: 1}}\n", n - 1),
    }).collect::<String>();
    merge_lists = format!("a: &a {{b: 1}}\nc:\n  <<: [{}]\n", listed(100_000, |_| "*a".into()));
    one_key_many_times = "a: 1\n".repeat(scale() * 100_000);
    documents = "---\na: 1\n".repeat(scale() * 50_000);
    documents_of_nothing = "---\n".repeat(scale() * 200_000);
    documents_that_begin_on_their_line = "--- a\n".repeat(scale() * 20_000);
    documents_that_end = "a\n...\n".repeat(scale() * 20_000);
    documents_that_are_broken = "a: [\n---\n".repeat(scale() * 50_000);
    documents_that_are_templates = "{{ a }}\n---\n".repeat(scale() * 50_000);
    numbers = listed(200_000, |n| format!("\n- 0x{n:x}")).replace(',', "");
    an_endless_number = format!("a: {}", "9".repeat(mebi() << 20));
    underscores = format!("a: 1{}", "_".repeat(mebi() << 20));
    base64 = format!("a: !!binary {}", "QUJD".repeat(mebi() << 18));
    separators = "\u{2028}".repeat(mebi() << 18);
    quoted_separators = format!("a: '{}'", "\u{2028}".repeat(mebi() << 18));
    tabs_behind_a_text = format!("a: b{}\n\tc: d\n", "\t".repeat(mebi() << 20));
    question_marks = "?".repeat(mebi() << 20);
    quotes = "'".repeat(mebi() << 20);
    ampersands = "&a ".repeat(mebi() << 18);
}
