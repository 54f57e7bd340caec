import type { NewFile } from './project-files.ts'

const CONFIG = `# Made by \`npx infraspec init --circleci\`; docs/pipeline.md of infraspec walks through it.
#
# Contexts, restricted to the people who may deploy, hold AWS_ROLE_ARN, AWS_REGION and SSH_SECURITY_GROUP. There is no AWS key:
# CircleCI's own OIDC token is exchanged for a role whose trust names this project and this branch.
version: 2.1

parameters:
  image:
    type: string
    default: example/pipeline:1 # built from .circleci/Dockerfile

executors:
  pipeline:
    docker:
      - image: << pipeline.parameters.image >>

commands:
  set-up:
    steps:
      - checkout
      - run:
          name: Install what the specs need
          command: npm ci
      - run:
          name: Log in to AWS without a stored key
          command: |
            umask 077
            printf '%s' "$CIRCLE_OIDC_TOKEN_V2" > "$HOME/aws-token"
            {
              echo "export AWS_WEB_IDENTITY_TOKEN_FILE='$HOME/aws-token'"
              echo "export AWS_ROLE_ARN='$AWS_ROLE_ARN'"
              echo "export AWS_REGION='$AWS_REGION'"
              echo "export AWS_ROLE_SESSION_NAME='circleci-$CIRCLE_WORKFLOW_JOB_ID'"
            } >> "$BASH_ENV"
  keep-reports:
    steps:
      - store_test_results:
          path: out
      - store_artifacts:
          path: out

jobs:
  bake:
    executor: pipeline
    steps:
      - set-up
      - run:
          name: Bake an image, which exists only if its checks pass
          command: packer build packer/app.json
          no_output_timeout: 30m
      - keep-reports

  provision:
    executor: pipeline
    steps:
      - set-up
      - run:
          name: Provision, and count it only if the checks pass
          command: |
            npx infraspec gate --role app --inventory ec2:Role=app --open-ssh "$SSH_SECURITY_GROUP" --hold \\
              --reporter console --reporter junit=out/provision.xml \\
              -- ansible-playbook -i ansible/inventory ansible/app.yml
      - keep-reports

  verify:
    executor: pipeline
    parallelism: 2
    steps:
      - set-up
      - run:
          name: Check this node's part of all hosts and specs
          command: |
            npx infraspec run --role app --inventory ec2:Role=app --shard auto --open-ssh "$SSH_SECURITY_GROUP" \\
              --reporter console --reporter junit=out/verify.xml --reporter json=out/verify.json
      - keep-reports

  sweep:
    executor: pipeline
    steps:
      - set-up
      - run:
          name: Take back what killed jobs have left open or running
          command: npx infraspec sweep

workflows:
  image:
    when:
      not:
        equal: [scheduled_pipeline, << pipeline.trigger_source >>]
    jobs:
      - bake:
          context: aws-bake
          filters: &protected
            branches:
              only: main
      - provision:
          context: aws-provision
          requires: [bake]
          filters: *protected
      - verify:
          context: aws-verify
          requires: [provision]
          filters: *protected

  # Two schedules of the project, called nightly and sweep, start these.
  nightly:
    when:
      and:
        - equal: [scheduled_pipeline, << pipeline.trigger_source >>]
        - equal: [nightly, << pipeline.schedule.name >>]
    jobs:
      - verify:
          context: aws-verify
          filters: *protected

  sweep:
    when:
      and:
        - equal: [scheduled_pipeline, << pipeline.trigger_source >>]
        - equal: [sweep, << pipeline.schedule.name >>]
    jobs:
      - sweep:
          context: aws-sweep
          filters: *protected
`

const DOCKERFILE = `# The image of the jobs in config.yml: Node, Packer, Ansible, and what a checkout needs.
FROM node:22-bookworm-slim
RUN apt-get update \\
  && apt-get install --yes --no-install-recommends ansible-core ca-certificates git openssh-client packer \\
  && rm -rf /var/lib/apt/lists/*
RUN npm install --global infraspec@0.1
`

const ORB = `# The source of an orb: \`circleci orb pack\` and \`circleci orb publish\` make it one, for projects that would rather not copy config.yml.
version: 2.1
description: Gate images and provisioned hosts by infraspec.

executors:
  default:
    parameters:
      image:
        type: string
    docker:
      - image: << parameters.image >>

commands:
  run:
    description: Check every host of a role.
    parameters:
      role:
        type: string
      inventory:
        description: "Such as ec2:Role=app."
        type: string
      security-group:
        description: The variable with the id of the group in which SSH is opened meanwhile.
        type: env_var_name
        default: SSH_SECURITY_GROUP
    steps:
      - run:
          name: infraspec run --role << parameters.role >>
          command: |
            npx infraspec run --role "<< parameters.role >>" --inventory "<< parameters.inventory >>" \\
              --open-ssh "\${<< parameters.security-group >>}" \\
              --reporter console --reporter "junit=out/<< parameters.role >>.xml"
      - store_test_results:
          path: out
  gate:
    description: Run a command, and count it only if the checks pass.
    parameters:
      role:
        type: string
      inventory:
        type: string
      command:
        type: string
      security-group:
        type: env_var_name
        default: SSH_SECURITY_GROUP
    steps:
      - run:
          name: infraspec gate --role << parameters.role >>
          command: |
            npx infraspec gate --role "<< parameters.role >>" --inventory "<< parameters.inventory >>" \\
              --open-ssh "\${<< parameters.security-group >>}" --hold \\
              --reporter console --reporter "junit=out/<< parameters.role >>.xml" \\
              -- << parameters.command >>
      - store_test_results:
          path: out
  sweep:
    description: Take back what killed jobs have left open or running.
    steps:
      - run:
          name: infraspec sweep
          command: npx infraspec sweep
`

/** A pipeline for CircleCI: its jobs, the image that they run in, and the source of an orb with the same steps. */
export const CIRCLECI_FILES: readonly NewFile[] = [
  { path: '.circleci/config.yml', text: CONFIG },
  { path: '.circleci/Dockerfile', text: DOCKERFILE },
  { path: '.circleci/orb.yml', text: ORB },
]
