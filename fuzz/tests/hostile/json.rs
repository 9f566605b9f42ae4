//! JSON, read as a config.

use crate::{hostile, listed, mebi, scale};

hostile! {
    brackets_without_end = "[".repeat(mebi() << 20);
    objects_without_end = "{\"a\":".repeat(scale() * 200_000);
    brackets_at_the_limit = config(format!("\"x\":[{}]", listed(50, |_| "[".repeat(9_990) + &"]".repeat(9_990))));
    a_stream_of_documents = "{}\n".repeat(scale() * 100_000);
    a_text_without_end = format!("{{\"a\":\"{}", "x".repeat(mebi() << 20));
    escapes = config(format!("\"{}\":1", "\\u0041".repeat(scale() * 200_000)));
    invalid_utf8 = [b"{\"ignition\":{\"version\":\"3.5.0\"},\"".to_vec(), vec![0xff; mebi() << 20], b"\":1}".to_vec()].concat();
    an_endless_number = config(format!("\"x\":{}", "9".repeat(mebi() << 20)));

    files_each_with_an_error = files(200_000, |_| "{\"path\":\"a\"}".into());
    files_each_with_advice = files(100_000, |n| format!("{{\"path\":\"/{n}\",\"mode\":644}}"));
    files_each_with_unused_keys = files(50_000, |n| format!("{{\"path\":\"/{n}\",\"mdoe\":1,\"{n}\":2}}"));
    files_of_one_path = files(100_000, |_| "{\"path\":\"/a\"}".into());
    files_each_with_a_data_url = files(50_000, |n| {
        format!("{{\"path\":\"/{n}\",\"contents\":{{\"compression\":\"gzip\",\"source\":\"data:;base64,QUJDRA==\"}}}}")
    });
    many_files_of_which_the_last_is_above_all = files(100_000, |n| match n {
        99_999 => "{\"path\":\"/a\"}".into(),
        _ => format!("{{\"path\":\"/a/{n}\"}}"),
    });
    many_files_below_the_first = files(100_000, |n| match n {
        0 => "{\"path\":\"/a\"}".into(),
        _ => format!("{{\"path\":\"/a/{n}\"}}"),
    });
    links_each_below_another_file = storage(format!(
        "\"files\":[{}],\"links\":[{}]",
        listed(100_000, |n| format!("{{\"path\":\"/a/{n}\"}}")),
        listed(100_000, |n| format!("{{\"path\":\"/a/{n}/b\",\"target\":\"c\"}}")),
    ));
    links_below_files_in_reverse = storage(format!(
        "\"files\":[{}],\"links\":[{}]",
        listed(100_000, |n| format!("{{\"path\":\"/a/{n}\"}}")),
        listed(100_000, |n| format!("{{\"path\":\"/a/{}/b\",\"target\":\"c\"}}", 99_999 - n.min(99_999))),
    ));
    links_below_files_in_an_object_of_many_members = storage(format!(
        "{},\"files\":[{{\"path\":\"/a\"}}],\"links\":[{}]",
        listed(50_000, |n| format!("\"k{n}\":1")),
        listed(50_000, |n| format!("{{\"path\":\"/a/{n}\",\"target\":\"b\"}}"))
    ));
    links_below_links = storage(format!("\"links\":[{}]", listed(2_000, |n| {
        format!("{{\"path\":\"/{}\",\"target\":\"c\"}}", "a/".repeat(n / scale() % 300) + &n.to_string())
    })));
    two_paths_of_many_steps = files(2, |n| format!("{{\"path\":\"{}/{n}\"}}", "/a".repeat(scale() * 300_000)));
    one_path_of_many_steps_below_a_file = files(2, |n| match n {
        0 => "{\"path\":\"/a\"}".into(),
        n => format!("{{\"path\":\"{}/{n}\"}}", "/a".repeat(300_000)),
    });
    many_pieces_of_one_file = files(1, |_| {
        format!("{{\"path\":\"/a\",\"append\":[{}]}}", listed(100_000, |_| "{\"source\":\"data:,%\"}".into()))
    });
    many_headers = files(1, |_| {
        let headers = listed(100_000, |n| format!("{{\"name\":\"{}\",\"value\":\"\"}}", n % 50_000));
        format!("{{\"path\":\"/a\",\"contents\":{{\"source\":\"http://h\",\"httpHeaders\":[{headers}]}}}}")
    });

    one_key_many_times = config(listed(100_000, |_| "\"a\":1".into()));
    one_section_many_times = config(listed(50_000, |n| format!("\"storage\":{{\"files\":[{{\"path\":\"/{n}\"}}]}}")));
    the_version_many_times = format!("{{{}}}", listed(50_000, |_| "\"ignition\":{\"version\":\"3.5.0\"}".into()));
    one_key_many_times_in_each_file = files(1_000, |n| {
        format!("{{\"path\":\"/{n}\",{}}}", (0..100).map(|n| format!("\"mode\":{n}")).collect::<Vec<_>>().join(","))
    });
    lists_in_one_another_many_times = config(listed(1_000, |n| {
        format!("\"storage\":{{\"files\":[{}]}}", (0..n % 100).map(|_| "{}").collect::<Vec<_>>().join(","))
    }));
    keys_nearly_known = config(listed(100_000, |n| format!("\"storage{n}\":1")));
    a_key_of_a_megabyte = config(format!("\"{}\":1", "storage".repeat(mebi() << 17)));
    keys_in_other_cases = config(listed(100_000, |n| {
        let letters = "storage".chars().enumerate();
        let key: String = letters.map(|(at, c)| if n >> at & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect();
        format!("\"{key}\":null")
    }));

    partitions_that_overlap = partitions(100_000, |n| format!("{{\"number\":{},\"startMiB\":1,\"sizeMiB\":9}}", n + 1));
    partitions_side_by_side =
        partitions(100_000, |n| format!("{{\"number\":{},\"startMiB\":{},\"sizeMiB\":1}}", n + 1, n + 1));
    partitions_of_one_label = partitions(100_000, |_| "{\"label\":\"a\"}".into());
    partitions_of_one_number = partitions(100_000, |_| "{\"number\":7}".into());
    partitions_without_numbers = partitions(100_000, |n| format!("{{\"label\":\"{n}\",\"startMiB\":0}}"));
    disks_each_with_partitions = storage(format!("\"disks\":[{}]", listed(20_000, |n| {
        format!("{{\"device\":\"/dev/{n}\",\"partitions\":[{{\"number\":1}},{{\"number\":1}}]}}")
    })));
    devices_of_one_array = storage(format!(
        "\"raid\":[{{\"name\":\"a\",\"level\":\"raid1\",\"devices\":[{}]}}]",
        listed(100_000, |n| format!("\"/dev/{}\"", n % 10))
    ));
    options_of_one_volume = storage(format!(
        "\"luks\":[{{\"name\":\"a\",\"device\":\"/d\",\"openOptions\":[{}]}}]",
        listed(100_000, |_| "\"a\"".into())
    ));
    file_systems_of_one_device = storage(format!("\"filesystems\":[{}]", listed(100_000, |_| {
        "{\"device\":\"/d\",\"format\":\"ext4\",\"path\":\"/a\"}".into()
    })));
    servers_of_one_volume = storage(format!(
        "\"luks\":[{{\"name\":\"a\",\"device\":\"/d\",\"clevis\":{{\"tang\":[{}]}}}}]",
        listed(100_000, |_| "{\"url\":\"x\",\"thumbprint\":\"\"}".into())
    ));
    an_advertisement_of_brackets = storage(format!(
        "\"luks\":[{{\"name\":\"a\",\"device\":\"/d\",\"clevis\":{{\"tang\":[{{\"url\":\"http://x\",\"thumbprint\":\"x\",\"advertisement\":\"{}\"}}]}}}}]",
        "[".repeat(mebi() << 20)
    ));

    instances_of_one_template = units(100_000, |n| format!("{{\"name\":\"a@{n}.service\",\"enabled\":true}}"));
    instances_of_a_template_that_is_there = units(100_000, |n| match n {
        0 => "{\"name\":\"a@.service\",\"contents\":\"[Unit]\\nA=b\"}".into(),
        n => format!("{{\"name\":\"a@{n}.service\",\"enabled\":true}}"),
    });
    instances_each_with_its_template = units(100_000, |n| match n % 2 {
        0 => format!("{{\"name\":\"{}@x.service\",\"enabled\":true}}", n / 2),
        _ => format!("{{\"name\":\"{}@.service\",\"contents\":\"[Unit]\\nA=b\"}}", n / 2),
    });
    units_of_one_name = units(100_000, |_| "{\"name\":\"a.service\",\"contents\":\"[\"}".into());
    drop_ins_of_one_unit = units(1, |_| {
        let dropins = listed(100_000, |_| "{\"name\":\"a.conf\",\"contents\":\"x\"}".into());
        format!("{{\"name\":\"a.service\",\"dropins\":[{dropins}]}}")
    });
    a_unit_of_many_sections = unit("[A]\\n".repeat(scale() * 200_000));
    a_unit_of_many_options = unit(format!("[A]\\n{}", "a=b\\n".repeat(scale() * 200_000)));
    a_unit_of_blank_lines = unit(format!("[A]\\n{}", "\\n".repeat(scale() * 500_000)));
    a_unit_of_continued_lines = unit(format!("[A]\\na={}", "b\\\\\\n".repeat(scale() * 200_000)));
    a_unit_of_one_line = unit(format!("[A]\\n{}", "x".repeat(mebi() << 20)));
    a_unit_of_white_space = unit(format!("[A]\\n{}", "\u{2003}".repeat(scale() * 300_000)));

    users_of_one_name = config(format!("\"passwd\":{{\"users\":[{}]}}", listed(100_000, |_| "{\"name\":\"a\"}".into())));
    keys_of_one_user = config(format!(
        "\"passwd\":{{\"users\":[{{\"name\":\"core\",\"sshAuthorizedKeys\":[{}]}}]}}",
        listed(200_000, |_| "\"a\"".into())
    ));
    one_kernel_argument_many_times = config(format!(
        "\"kernelArguments\":{{\"shouldExist\":[{0}],\"shouldNotExist\":[{0}]}}",
        listed(100_000, |_| "\"a\"".into())
    ));
    a_version_of_a_megabyte = format!("{{\"ignition\":{{\"version\":\"3.{}\"}}}}", "1".repeat(mebi() << 20));
    a_data_url_wrong_at_its_end = source(format!("data:;base64,{}=a", "QUJD".repeat(mebi() << 18)));
    a_data_url_of_parameters = source(format!("data:text/plain{},%", ";a=b".repeat(mebi() << 18)));
    a_url_of_percent_signs = source(format!("http://{}", "%25".repeat(mebi() << 18)));
    a_query_of_many_settings = source(format!("s3://b/k?{}", "versionId=&".repeat(mebi() << 17)));
}

fn config(members: String) -> String {
    format!("{{\"ignition\":{{\"version\":\"3.5.0\"}},{members}}}")
}

fn storage(members: String) -> String {
    config(format!("\"storage\":{{{members}}}"))
}

/// What has one or two elements keeps them, however large the input is to be.
fn files(count: usize, file: impl Fn(usize) -> String) -> String {
    let files = if count > 2 { listed(count, file) } else { (0..count).map(file).collect::<Vec<_>>().join(",") };
    storage(format!("\"files\":[{files}]"))
}

fn source(url: String) -> String {
    files(1, |_| format!("{{\"path\":\"/a\",\"contents\":{{\"source\":\"{url}\"}}}}"))
}

fn partitions(count: usize, partition: impl Fn(usize) -> String) -> String {
    storage(format!("\"disks\":[{{\"device\":\"/dev/a\",\"partitions\":[{}]}}]", listed(count, partition)))
}

fn units(count: usize, unit: impl Fn(usize) -> String) -> String {
    let units = if count > 2 { listed(count, unit) } else { (0..count).map(unit).collect::<Vec<_>>().join(",") };
    config(format!("\"systemd\":{{\"units\":[{units}]}}"))
}

fn unit(contents: String) -> String {
    units(1, |_| format!("{{\"name\":\"a.service\",\"enabled\":true,\"contents\":\"{contents}\"}}"))
}
