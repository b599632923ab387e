//! Config files. A config is taken or refused with a line of the text, the key of that line, and one sentence.

use std::io;
use std::path::Path;

use rescind_gateway::{ConfigError, DryRun};

use crate::random::Random;
use crate::samples;
use crate::target::{Reading, Target, holds};
use crate::text;

const WORDS: &[&str] = &[
    "[[connection]]\n",
    "[connection.credential]\n",
    "[session]\n",
    "[tls]\n",
    "id = ",
    "label = ",
    "vendor = ",
    "url = ",
    "read_only = true\n",
    "protocol = \"rest\"\n",
    "folder = \"b1g\"\n",
    "operation_url = \"https://o.example\"\n",
    "allow_private = true\n",
    "ca_file = \"authority.pem\"\n",
    "env = \"TOKEN\"\n",
    "file = \"f\"\n",
    "command = [\"a\"]\n",
    "command = \"a b\"\n",
    "access_key = { id = \"a\", secret_env = \"B\" }\n",
    "service_account = { key_file = \"k\" }\n",
    "auth = \"proxy\"\n",
    "trusted_peers = [\"10.0.0.0/8\"]\n",
    "hosts = [\"a.example\"]\n",
    "idle_minutes = ",
    "\"milvus\"\n",
    "\"genauth\"\n",
    "\"yandex-mongodb\"\n",
    "\"https://u:p@x\"\n",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "=",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    "\n",
    "\r\n",
    "\\",
    "\\u",
    "\\U",
    "0x",
    "-",
    "1e",
    "inf",
    "1979-05-27",
    "true",
    "\u{feff}",
    "\0",
    "[[[[[[[[[[[[[[[[[[[[[[[[",
    "a.a.a.a.a.a.a.a.a.a.a.a = 1\n",
];
/// Stands in the samples where a secret would stand that somebody wrote into the file.
const SECRET: &str = "root:hunter2";

/// Configs, rearranged by lines and hurt as text.
pub(super) struct Configs(Vec<String>);

impl Configs {
    pub(super) fn new() -> io::Result<Self> {
        let head =
            "[[connection]]\nid = \"prod\"\nlabel = \"Milvus\"\nvendor = \"milvus\"\nurl = \"https://m.example\"\n";
        // Authorities are read with the config, and none lie where this one stands.
        let lines =
            |config: &String| config.split_inclusive('\n').filter(|line| !line.starts_with("ca_file")).collect();
        let mut configs: Vec<String> = samples::configs()?.iter().map(lines).collect();
        configs.push(format!("{head}[connection.credential]\nenv = \"TOKEN\"\n"));
        configs.push(format!("{head}credential = \"{SECRET}\"\n"));
        configs.push(format!("{head}[connection.credential]\npassword = \"{SECRET}\"\n"));
        configs.push(format!("{head}[connection.credential]\ncommand = [\"echo\", \"{SECRET}\"]\n"));
        Ok(Self(configs))
    }
}

impl Target for Configs {
    type Input = String;

    fn name(&self) -> &'static str {
        "config"
    }

    fn input(&self, random: &mut Random) -> String {
        let sample = random.pick(&self.0).map(String::as_str).unwrap_or_default();
        match random.below(4) {
            0 => text::hurt(random, sample, WORDS, &self.0),
            1 => {
                let rearranged = text::rearrange(random, sample, &self.0);
                text::hurt(random, &rearranged, WORDS, &self.0)
            }
            _ => text::rearrange(random, sample, &self.0),
        }
    }

    fn check(&self, text: &String) -> Result<Reading, String> {
        // A folder that is not there, so that no file of this machine is ever read.
        match DryRun::of_config(text, Path::new("/nowhere/at/all/rescind.toml")) {
            Ok(_) => Ok(Reading::Taken),
            Err(ConfigError::Wrong { line, key, problem, .. }) => {
                let lines = text.matches('\n').count() + 1;
                holds((1..=lines).contains(&line), "the error names a line that is not there")?;
                let named = text.split('\n').nth(line - 1).unwrap_or_default();
                let of_the_line = key.as_ref().is_none_or(|key| named.trim_start().starts_with(key.as_str()));
                holds(of_the_line, "the error names a key of another line")?;
                holds(!problem.is_empty() && !problem.contains('\n'), "the error is no sentence")?;
                let is_value = text.contains(&format!("= \"{SECRET}\"\n")) && text.matches(SECRET).count() == 1;
                holds(!is_value || !problem.contains(SECRET), "the error quotes a secret").map(|()| Reading::Refused)
            }
            Err(other) => Err(format!("the text is not what is wrong: {other}")),
        }
    }
}
